using System.Globalization;
using System.Net;
using Telephony.Net.Addresses;
using Telephony.Sip.Transports;

namespace Telephony.Host.Settings;

/// <summary>One entry of <c>Sip:Listen</c>: <c>transport:address:port</c>, for example <c>udp:0.0.0.0:5060</c> or <c>tcp:[::]:5060</c>.</summary>
internal readonly record struct ListenSetting(SipTransportKind Kind, NetEndpoint Local)
{
    public const string Form = "udp|tcp|tls : address : port, for example \"udp:0.0.0.0:5060\" or \"tls:[::]:5061\"";

    public static bool TryParse(string text, out ListenSetting setting)
    {
        setting = default;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !TryParseKind(text.AsSpan(0, colon), out var kind)) return false;
        var rest = text.AsSpan(colon + 1);
        var lastColon = rest.LastIndexOf(':');
        if (lastColon < 0 || !ushort.TryParse(rest[(lastColon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return false;
        var address = rest[..lastColon];
        if (address.Length > 2 && address[0] == '[' && address[^1] == ']') address = address[1..^1];
        else if (address.Contains(':')) return false;
        if (!IPAddress.TryParse(address, out var ip)) return false;
        setting = new ListenSetting(kind, NetEndpoint.From(ip, port));
        return true;
    }

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
