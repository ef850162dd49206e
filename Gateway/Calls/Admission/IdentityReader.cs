using System.Text;
using Telephony.Calls.Dialing;
using Telephony.Domain.Catalogue;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Sip.Messages;

namespace Telephony.Calls.Admission;

/// <summary>Reads who calls whom from an INVITE and applies the inbound number rules (DR-28). Both forms of each number are kept (DR-31).</summary>
internal static class IdentityReader
{
    public static CallIdentity Read(SipMessage request, Trunk trunk, TrunkCatalogue catalogue, DecisionTrace trace)
    {
        var calledWire = UserOf(request.RequestUri, out _);
        var called = Rewrite(calledWire, NumberDirection.InboundCalled, trunk, catalogue, trace);
        var from = request.FromAddress;
        var (callerWire, host) = Caller(request, from, trunk);
        var anonymous = callerWire.Length == 0 || callerWire.Equals("anonymous", StringComparison.OrdinalIgnoreCase) || host.Equals("anonymous.invalid", StringComparison.OrdinalIgnoreCase);
        var caller = anonymous ? "" : Rewrite(callerWire, NumberDirection.InboundCalling, trunk, catalogue, trace);
        return new CallIdentity(calledWire, called, callerWire, caller, anonymous ? "" : DisplayName(from), anonymous);
    }

    /// <summary>A trusted trunk's P-Asserted-Identity goes before From (RFC 3325 9.1).</summary>
    private static (string User, string Host) Caller(SipMessage request, NameAddrView from, Trunk trunk)
    {
        if (trunk.Identity.Trusted && request.Has(HeaderName.PAssertedIdentity))
        {
            foreach (var value in request.Values(HeaderName.PAssertedIdentity))
            {
                if (!NameAddrView.TryParse(value, out var asserted)) continue;
                var user = UserOf(asserted.Uri, out var assertedHost);
                if (user.Length > 0) return (user, assertedHost);
            }
        }
        return (UserOf(from.Uri, out var host), host);
    }

    private static string UserOf(ReadOnlySpan<byte> uriText, out string host)
    {
        host = "";
        if (!SipUriView.TryParse(uriText, out var uri)) return "";
        host = Encoding.UTF8.GetString(uri.Host);
        return SipUserText.Unescape(uri.Number);
    }

    private static string Rewrite(string number, NumberDirection direction, Trunk trunk, TrunkCatalogue catalogue, DecisionTrace trace)
    {
        var rewritten = NumberRewriter.Apply(number, direction, catalogue.NumberRules, trunk.NumberRules, catalogue.Emergency);
        if (rewritten.Rules is { } rules) trace.Add(DecisionRule.NumberRules, number, rewritten.Changed ? DecisionVerdict.Changed : DecisionVerdict.Unchanged, $"{rewritten.After} by {rules}");
        return rewritten.After;
    }

    private static string DisplayName(NameAddrView from)
    {
        var quoted = from.DisplayName;
        if (quoted.IsEmpty || quoted.Length > 256) return "";
        Span<byte> plain = stackalloc byte[quoted.Length];
        var length = SipText.Unescape(SipText.Unquote(quoted), plain);
        return Encoding.UTF8.GetString(plain[..length]);
    }
}
