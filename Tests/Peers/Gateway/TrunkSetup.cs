using System.Text.Json.Nodes;

namespace Telephony.Peers.Gateway;

/// <summary>One trunk file. The defaults: UDP, no pings, transit, so that a test says only what it is about.</summary>
public sealed class TrunkSetup(string name)
{
    private readonly JsonObject _file = new()
    {
        ["fqdn"] = name,
        ["transport"] = "udp",
        ["transit"] = true,
        ["options"] = new JsonObject { ["off"] = true },
    };

    public string Name => name;

    /// <summary>Where calls to it go, and where its own requests come from unless <see cref="From"/> says otherwise.</summary>
    public TrunkSetup At(string address)
    {
        _file["address"] = address;
        return _file["auth"] is null ? From(address) : this;
    }

    /// <summary>Source addresses: <c>127.0.0.1:7060</c>, <c>127.0.0.2</c>, <c>[::1]:7060</c>.</summary>
    public TrunkSetup From(params ReadOnlySpan<string> sources)
    {
        var list = new JsonArray();
        foreach (var source in sources) list.Add(source);
        Section("auth")["addresses"] = list;
        return this;
    }

    /// <summary>Credentials both ways. Our challenge is MD5 alone: SIPp 3.6 and baresip 1.0 give up at the sight of SHA-256.</summary>
    public TrunkSetup Digest(string user, string password)
    {
        Section("auth")["digest"] = new JsonObject { ["user"] = user, ["password"] = password, ["algorithms"] = new JsonArray("MD5") };
        return this;
    }

    /// <summary>Sets a field of the trunk file, such as <c>transport</c> or <c>limits.channels</c>.</summary>
    public TrunkSetup With(string path, JsonNode value)
    {
        var names = path.Split('.');
        var section = names[..^1].Aggregate(_file, static (parent, child) => (JsonObject)(parent[child] ??= new JsonObject()));
        section[names[^1]] = value;
        return this;
    }

    internal string ToJson() => _file.ToJsonString();

    private JsonObject Section(string field) => (JsonObject)(_file[field] ??= new JsonObject());
}
