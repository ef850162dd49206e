using System.Text;
using System.Text.Json.Nodes;
using Telephony.Peers.Agents;
using Telephony.Peers.Processes;

namespace Telephony.Peers.Gateway;

/// <summary>What a gateway is started with: trunks, voice routes, numbers and settings.</summary>
public sealed class GatewaySetup
{
    private readonly List<TrunkSetup> _trunks = [];
    private readonly List<(string Name, string Text)> _files = [];
    private readonly List<string> _identities = [];
    private readonly JsonArray _routes = [];
    private readonly StringBuilder _numbers = new("number,first,last,destination,target,capabilities\n");
    private readonly Dictionary<string, string> _settings = [];
    private readonly Dictionary<string, string> _environment = [];

    /// <summary>Ports of the media range; the default is enough for some hundred legs.</summary>
    public int MediaPorts { get; init; } = 400;

    /// <summary>It is killed after this, should everything else fail.</summary>
    public TimeSpan LongestRun { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>A capability that its process lacks although its user has it, as setpriv(1) writes it: <c>sys_nice</c>.</summary>
    public string? Without { get; init; }

    /// <summary>Whether it listens on ::1 too; each address family has media ports of its own.</summary>
    public bool V6 { get; init; } = true;

    /// <summary>Certificates of a TLS listener and of client connections; null leaves TLS out.</summary>
    public Certificates? Tls { get; init; }

    /// <summary>Whether the API is served over HTTPS too, with a certificate of the development authority.</summary>
    public bool Https { get; init; }

    /// <summary>A TLS listener with certificates of the gateway's own development authority, as it makes them when none are configured.</summary>
    public bool DevelopmentTls { get; init; }

    public bool HasNumbers { get; private set; }

    internal IReadOnlyList<string> Identities => _identities;

    public GatewaySetup Trunk(string name, Action<TrunkSetup> set)
    {
        var trunk = new TrunkSetup(name);
        set(trunk);
        _trunks.Add(trunk);
        return this;
    }

    /// <summary>A trunk file as it is written, such as one of the examples.</summary>
    public GatewaySetup TrunkFile(string name, string text)
    {
        _files.Add((name, text));
        return this;
    }

    /// <summary>A further certificate of the gateway's own, from its development authority, for trunks that ask for it by this name.</summary>
    public GatewaySetup Identity(string name)
    {
        _identities.Add(name);
        return this;
    }

    public GatewaySetup Route(string numberPattern, params string[] trunks)
    {
        _routes.Add(new JsonObject
        {
            ["name"] = $"route {_routes.Count + 1}",
            ["numberPattern"] = numberPattern,
            ["trunks"] = new JsonArray([.. trunks.Select(static name => (JsonNode)name)]),
        });
        return this;
    }

    /// <summary>A number of the inventory: destination <c>echo</c>, <c>trunk</c> or <c>announcement</c> with a file.</summary>
    /// <param name="capabilities">As its file has them: <c>voice</c>, <c>all</c>.</param>
    public GatewaySetup Number(string number, string destination, string target = "", string capabilities = "voice")
    {
        _numbers.Append($"{number},,,{destination},{target},{capabilities}\n");
        HasNumbers = true;
        return this;
    }

    /// <summary>A range of numbers, as <see cref="Number"/>.</summary>
    public GatewaySetup Range(string first, string last, string destination, string target = "")
    {
        _numbers.Append($",{first},{last},{destination},{target},\n");
        HasNumbers = true;
        return this;
    }

    /// <summary>A setting by its environment name without the leading <c>Telephony__</c>, such as <c>Calls__DrainSeconds</c>.</summary>
    public GatewaySetup Setting(string name, string value)
    {
        _settings[name] = value;
        return this;
    }

    /// <summary>A variable of its environment that is no setting.</summary>
    public GatewaySetup Variable(string name, string value)
    {
        _environment[name] = value;
        return this;
    }

    internal string Numbers => _numbers.ToString();

    /// <summary>Writes the files of <c>sbc-config</c> and returns the environment that points at them.</summary>
    internal Dictionary<string, string> Write(string folder, GatewayPorts ports)
    {
        var trunks = Directory.CreateDirectory(Path.Combine(folder, "sbc-config", "trunks")).FullName;
        var schemas = Directory.CreateDirectory(Path.Combine(folder, "sbc-config", "schema")).FullName;
        foreach (var schema in Directory.EnumerateFiles(Repository.Schemas)) File.Copy(schema, Path.Combine(schemas, Path.GetFileName(schema)), overwrite: true);
        foreach (var trunk in _trunks) File.WriteAllText(Path.Combine(trunks, trunk.Name + ".json"), trunk.ToJson());
        foreach (var (name, text) in _files) File.WriteAllText(Path.Combine(trunks, name), text);
        File.WriteAllText(Path.Combine(folder, "sbc-config", "routes.json"), new JsonObject { ["routes"] = _routes.DeepClone() }.ToJsonString());
        var environment = new Dictionary<string, string>
        {
            ["Telephony__DataDirectory"] = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName,
            ["Telephony__SbcConfig"] = Path.Combine(folder, "sbc-config"),
            ["Telephony__Sip__Listen__0"] = $"udp:127.0.0.1:{ports.Sip}",
            ["Telephony__Sip__Listen__1"] = $"tcp:127.0.0.1:{ports.Sip}",
            ["Telephony__Media__Ports"] = $"{ports.FirstMedia}-{ports.LastMedia}",
            ["Telephony__Media__Address"] = "",
            // The examples that ship are a quarter of a start: a test that wants call flows names their folder.
            ["Telephony__Flows__Folder"] = Path.Combine(folder, "flows"),
            ["Urls"] = Urls(ports),
            ["ASPNETCORE_URLS"] = Urls(ports),
        };
        foreach (var (name, value) in Repository.RuntimeVariables) environment[name] = Environment.GetEnvironmentVariable(name) ?? value;
        if (V6)
        {
            environment["Telephony__Sip__Listen__2"] = $"udp:[::1]:{ports.Sip}";
            environment["Telephony__Sip__Listen__3"] = $"tcp:[::1]:{ports.Sip}";
        }

        if (Tls is not null || DevelopmentTls) environment[$"Telephony__Sip__Listen__{(V6 ? 4 : 2)}"] = $"tls:127.0.0.1:{ports.Tls}";
        if (Tls is not null)
        {
            environment["Telephony__Sip__Certificate"] = Tls.CertificateFile;
            environment["Telephony__Sip__CertificateKey"] = Tls.KeyFile;
            environment["Telephony__Sip__CertificateAuthorities"] = Tls.AuthorityFile;
        }

        foreach (var (name, value) in _environment) environment[name] = value;
        foreach (var (name, value) in _settings) environment[$"Telephony__{name}"] = value;
        return environment;
    }

    private string Urls(GatewayPorts ports) => $"http://127.0.0.1:{ports.Http}{(Https ? $";https://127.0.0.1:{ports.Https}" : "")}";
}

/// <summary>The ports that one gateway listens on.</summary>
public sealed record GatewayPorts(int Sip, int Tls, int Http, int FirstMedia, int LastMedia)
{
    public int Https { get; init; } = Ports.Take();

    public static GatewayPorts Take(int media)
    {
        var firstMedia = Ports.TakeBlock(media);
        return new GatewayPorts(Ports.Take(), Ports.Take(), Ports.Take(), firstMedia, firstMedia + media - 1);
    }
}
