using Telephony.Domain.Addresses;
using Telephony.Domain.Trunks;

namespace Telephony.SipTrunk.Binding;

/// <summary>Reads <c>identity</c> and <c>headers</c>.</summary>
internal static class IdentityBinder
{
    public static TrunkIdentity Bind(ConfigSection section)
    {
        var identity = new TrunkIdentity(section.Flag("trusted", false))
        {
            From = section.Text("from"),
            FromHost = section.Text("fromHost"),
            Pai = section.Text("pai") switch { "none" => AssertedIdentity.None, "from" => AssertedIdentity.From, "billed" => AssertedIdentity.Billed, _ => AssertedIdentity.Pass },
            BilledNumber = section.Text("billedNumber"),
            Privacy = section.Text("privacy") switch { "none" => PrivacyWord.None, "id" => PrivacyWord.Id, "user" => PrivacyWord.User, "header" => PrivacyWord.Header, _ => PrivacyWord.Pass },
            HistoryInfo = Forwarding(section.Text("historyInfo")),
            Diversion = Forwarding(section.Text("diversion")),
            RewriteForwarding = section.Flag("rewriteForwarding", false),
        };
        if (identity.FromHost is { } host && !HostPort.TryParse(host, out _)) section.Wrong("fromHost", $"\"{host}\"", "allowed is a host name or an IP address");
        if (identity.Pai == AssertedIdentity.Billed && identity.BilledNumber is null) section.Wrong("pai", "\"billed\"", "billedNumber must say which number that is");
        if (identity.Pai is AssertedIdentity.From or AssertedIdentity.Billed && !identity.Trusted) section.Wrong("pai", $"\"{section.Text("pai")}\"", "nothing is asserted to a trunk that is not trusted: set trusted, or take pai out");
        return identity;
    }

    public static HeaderAllowList Headers(ConfigSection section) => new()
    {
        In = section.Texts("in") is { } inward ? [.. inward.Select(static n => n.Value)] : HeaderAllowList.Usual.In,
        Out = section.Texts("out") is { } outward ? [.. outward.Select(static n => n.Value)] : HeaderAllowList.Usual.Out,
        Most = section.Whole("most") ?? HeaderAllowList.Usual.Most,
    };

    private static ForwardingHeader Forwarding(string? word) => word switch { "none" => ForwardingHeader.None, "always" => ForwardingHeader.Always, _ => ForwardingHeader.Pass };
}
