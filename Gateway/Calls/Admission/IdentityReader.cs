using System.Text;
using Telephony.Calls.Dialing;
using Telephony.Calls.Transit;
using Telephony.Domain.Catalogue;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Registration;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Sip.Authentication;
using Telephony.Sip.Messages;

namespace Telephony.Calls.Admission;

/// <summary>Reads who calls whom from an INVITE and applies the inbound number rules (DR-28). Both forms of each number are kept (DR-31).</summary>
internal static class IdentityReader
{
    public static CallIdentity Read(SipMessage request, Trunk trunk, TrunkCatalogue catalogue, DecisionTrace trace)
    {
        var calledWire = CalledOf(request, trunk);
        var called = Rewrite(calledWire, NumberDirection.InboundCalled, trunk, catalogue, trace);
        var from = request.FromAddress;
        var shown = UserOf(from.Uri, out var host);
        var hidden = shown.Length == 0 || shown.Equals("anonymous", StringComparison.OrdinalIgnoreCase) || host.Equals("anonymous.invalid", StringComparison.OrdinalIgnoreCase);
        var anonymous = hidden || WantsPrivacy(request);
        var asserted = Asserted(request, trunk);
        var callerWire = asserted.Length > 0 ? asserted : shown;
        var caller = asserted.Length == 0 && hidden ? "" : Rewrite(callerWire, NumberDirection.InboundCalling, trunk, catalogue, trace);
        if (AccountOf(request, trunk, catalogue) is { } account && !account.Owns(caller) && !account.Owns(callerWire))
        {
            trace.Add(DecisionRule.NumberRules, callerWire, DecisionVerdict.Changed, $"{account.Aors[0]}: the account may not show another's number");
            caller = account.Aors[0];
        }
        return new CallIdentity(calledWire, called, callerWire, caller, anonymous ? "" : DisplayName(from), anonymous) { Parameters = NumberParameters.Read(request.RequestUri), Cause = NumberParameters.ReadCause(request.RequestUri) };
    }

    /// <summary>The account whose credentials came with the call; they were proven before.</summary>
    private static Account? AccountOf(SipMessage request, Trunk trunk, TrunkCatalogue catalogue)
    {
        if (trunk.Accounts.Count == 0) return null;
        var user = SipText.ToText(DigestServer.UserOf(request, HeaderName.Authorization));
        return user.Length > 0 && catalogue.Accounts.FindUser(user) is { } found && found.Trunk.Id == trunk.Id ? found.Account : null;
    }

    /// <summary>A registrar may put our Contact into the Request-URI; then To holds what was dialled (RFC 3261 16.6 step 2).</summary>
    private static string CalledOf(SipMessage request, Trunk trunk)
    {
        var called = UserOf(request.RequestUri, out _);
        if (trunk.Authentication.Registration is not { } registration || called != registration.User) return called;
        var to = UserOf(request.ToAddress.Uri, out _);
        return to.Length > 0 ? to : called;
    }

    /// <summary>A trusted trunk's P-Asserted-Identity, which goes before From (RFC 3325 9.1); empty without one.</summary>
    private static string Asserted(SipMessage request, Trunk trunk)
    {
        if (!trunk.Identity.Trusted || !request.Has(HeaderName.PAssertedIdentity)) return "";
        foreach (var value in request.Values(HeaderName.PAssertedIdentity))
        {
            if (!NameAddrView.TryParse(value, out var asserted)) continue;
            var user = UserOf(asserted.Uri, out _);
            if (user.Length > 0) return user;
        }
        return "";
    }

    /// <summary>RFC 3323 4.2, RFC 3325 9.3: the caller is known and must not be shown.</summary>
    private static bool WantsPrivacy(SipMessage request)
    {
        if (!request.Has(HeaderName.Privacy)) return false;
        foreach (var value in request.Values(HeaderName.Privacy))
        {
            foreach (var part in value.Split((byte)';'))
            {
                var word = SipText.Trim(value[part]);
                if (SipText.Same(word, "id"u8) || SipText.Same(word, "user"u8) || SipText.Same(word, "header"u8)) return true;
            }
        }
        return false;
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
