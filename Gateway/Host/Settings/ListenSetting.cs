using Telephony.Net.Addresses;
using Telephony.Sip.Transports;

namespace Telephony.Host.Settings;

/// <summary>One entry of <c>Sip:Listen</c>: <c>transport:address:port</c>, for example <c>udp:0.0.0.0:5060</c> or <c>tcp:[::]:5060</c>. Port 0: any free one.</summary>
internal readonly record struct ListenSetting(SipTransportKind Kind, NetEndpoint Local)
{
    public const string Form = "udp, tcp or tls, an IP address and a port, for example \"udp:0.0.0.0:5060\" or \"tls:[::]:5061\"";

    public static bool TryParse(string text, out ListenSetting setting)
    {
        setting = default;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !TryParseKind(text.AsSpan(0, colon), out var kind)) return false;
        var place = text.AsSpan(colon + 1);
        // IPv6 needs its brackets: without them the port could be a part of the address.
        var lastColon = place.LastIndexOf(':');
        if (lastColon < 1 || (place[0] == '[' ? place[lastColon - 1] != ']' : place[..lastColon].Contains(':'))) return false;
        if (!NetEndpoint.TryParse(place, out var local)) return false;
        setting = new ListenSetting(kind, local);
        return true;
    }

    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()}:{Local}";

    private static bool TryParseKind(ReadOnlySpan<char> text, out SipTransportKind kind)
    {
        kind = text switch
        {
            "udp" => SipTransportKind.Udp,
            "tcp" => SipTransportKind.Tcp,
            "tls" => SipTransportKind.Tls,
            _ => SipTransportKind.Wss,
        };
        return kind != SipTransportKind.Wss;
    }
}
