using Telephony.Domain.Registration;
using Telephony.Sip.Messages;
using Telephony.Sip.Transports;

namespace Telephony.Calls.Registration;

/// <summary>One Contact of a REGISTER.</summary>
/// <param name="Seconds">Asked for; 0 removes.</param>
internal readonly record struct WantedContact(string Uri, long Seconds, string Instance, int RegId);

/// <summary>What a REGISTER wants, read and checked by itself (RFC 3261 10.3 steps 6 and 7, RFC 5626 6). Pure.</summary>
internal sealed record RegisterRequest(IReadOnlyList<WantedContact> Contacts, bool RemovesAll)
{
    private const int MostContacts = 16;
    private const uint LongestSeconds = uint.MaxValue;
    private const int LongestUri = 512;

    /// <summary>0 when it can be served, else 400, 416 or 439.</summary>
    /// <param name="account">For the time of Contacts that ask for none.</param>
    public static int Read(SipMessage request, Account account, out RegisterRequest register)
    {
        var contacts = new List<WantedContact>();
        var wildcard = false;
        register = new RegisterRequest(contacts, false);
        var otherwise = SipText.TryNumber(request.Header(HeaderName.Expires), LongestSeconds, out var expires) ? expires : (long)account.MaxExpires.TotalSeconds;
        foreach (var value in request.Values(HeaderName.Contact))
        {
            if (!NameAddrView.TryParse(value, out var contact) || contacts.Count == MostContacts) return 400;
            if (contact.IsWildcard)
            {
                wildcard = true;
                continue;
            }
            if (contact.Uri.Length > LongestUri || !contact.TryGetUri(out var uri)) return 400;
            if (!uri.IsSip) return 416;
            var seconds = contact.TryGetParam("expires"u8, out var text) && SipText.TryNumber(text, LongestSeconds, out var own) ? own : otherwise;
            var instance = contact.TryGetParam("+sip.instance"u8, out var name) && name.Length is > 2 and < 200 ? SipText.ToText(name) : "";
            var regId = contact.TryGetParam("reg-id"u8, out var id) && SipText.TryNumber(id, int.MaxValue, out var flow) ? (int)flow : 0;
            contacts.Add(new WantedContact(SipText.ToText(contact.Uri), seconds, instance, instance.Length > 0 && request.Lists(HeaderName.Supported, "outbound"u8) ? regId : 0));
        }
        if (wildcard && (contacts.Count > 0 || !request.Has(HeaderName.Expires) || otherwise != 0)) return 400;   // 10.3 step 6
        if (contacts.Count(static c => c.RegId > 0) is var flows and > 0)
        {
            if (flows > 1 || contacts.Count > 1) return 400;
            if (!FirstHopKnowsFlows(request)) return 439;
        }
        register = new RegisterRequest(contacts, wildcard);
        return 0;
    }

    /// <summary>RFC 5626 6: it came directly, or its first proxy put <c>ob</c> into its Path.</summary>
    private static bool FirstHopKnowsFlows(SipMessage request)
    {
        var vias = 0;
        foreach (var _ in request.Values(HeaderName.Via)) vias++;
        if (vias <= 1) return true;
        var knows = false;
        foreach (var path in request.Values(HeaderName.Path)) knows = NameAddrView.TryParse(path, out var first) && first.TryGetUri(out var uri) && uri.HasParam("ob"u8);
        return knows;   // of the last value: the proxy nearest to the phone
    }

    /// <summary>Whether what the sender calls itself is not where it is: its Via or its Contact names another place than the request came from (DR-41).</summary>
    public static bool IsBehindNat(SipMessage request, in SipSource source, string contact)
    {
        var via = request.TopVia;
        if (!Names(via.Host, source)) return true;
        if (source.Kind == SipTransportKind.Udp && via.HasRPort && (via.Port == 0 ? 5060 : via.Port) != source.Remote.Port) return true;
        return !SipUriView.TryParse(System.Text.Encoding.UTF8.GetBytes(contact), out var uri) || !Names(uri.Host, source);
    }

    private static bool Names(ReadOnlySpan<byte> host, in SipSource source) =>
        Net.Addresses.NetEndpoint.TryParse(SipText.ToText(host), out var address) && address.SameAddress(source.Remote);
}
