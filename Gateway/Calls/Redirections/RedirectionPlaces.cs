using System.Net;
using System.Text;
using Telephony.Calls.Dialing;
using Telephony.Domain.Trunks;
using Telephony.Net.Addresses;
using Telephony.Sip.Messages;
using Telephony.Sip.Transports;

namespace Telephony.Calls.Redirections;

/// <summary>Whose the host of a Contact is.</summary>
internal static class RedirectionPlaces
{
    /// <summary>Our domain, or an address of ours that peers see.</summary>
    public static bool IsOurs(SipUriView uri, string domain, ShardListeners listeners)
    {
        var host = HostOf(uri);
        if (host.Equals(domain, StringComparison.OrdinalIgnoreCase)) return true;
        foreach (var point in listeners.Points)
        {
            if (uri.Port != 0 && uri.Port != point.AdvertisedPort && uri.Port != point.Local.Port) continue;
            if (host.Equals(point.AdvertisedHost.Trim('[', ']'), StringComparison.OrdinalIgnoreCase) || IsAddress(host, point.Local)) return true;
        }
        return false;
    }

    /// <summary>The trunk by one of its names or addresses: as it is called, as it sends, or where the response came from.</summary>
    public static bool IsOf(SipUriView uri, Trunk trunk, in NetEndpoint answered)
    {
        var host = HostOf(uri);
        if (host.Equals(trunk.Id.Value, StringComparison.OrdinalIgnoreCase) || Names(trunk.Address?.Host) || Names(trunk.Proxy?.Host) || Names(trunk.Authentication.Registration?.Registrar.Host)) return true;
        if (!IPAddress.TryParse(host, out var ip)) return false;
        var address = NetEndpoint.From(ip, 0);
        if (!answered.IsNone && address.SameAddress(answered)) return true;
        foreach (var source in trunk.Authentication.Addresses)
        {
            if (source.Range.Contains(address.Address)) return true;
        }
        return false;

        bool Names(string? known) => known is not null && host.Equals(known, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>How the place is reached: as the Contact says, else as the trunk is called.</summary>
    public static SipTransportKind TransportOf(SipUriView uri, Trunk trunk)
    {
        if (uri.Scheme == SipUriScheme.Sips) return SipTransportKind.Tls;
        if (uri.TryGetParam("transport"u8, out var word))
        {
            if (SipText.Same(word, "tls"u8)) return SipTransportKind.Tls;
            if (SipText.Same(word, "tcp"u8)) return SipTransportKind.Tcp;
            if (SipText.Same(word, "udp"u8)) return SipTransportKind.Udp;
        }
        return InviteTarget.KindOf(trunk);
    }

    public static string HostOf(SipUriView uri) => Encoding.UTF8.GetString(uri.Host).Trim('[', ']').TrimEnd('.');

    private static bool IsAddress(string host, in NetEndpoint local) => IPAddress.TryParse(host, out var address) && NetEndpoint.From(address, 0).SameAddress(local);
}
