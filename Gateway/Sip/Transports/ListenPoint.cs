using System.Text;
using Telephony.Net.Addresses;
using Telephony.Net.Sockets;

namespace Telephony.Sip.Transports;

/// <summary>One address this side receives on, and how it calls itself there in Via and Contact.</summary>
public sealed class ListenPoint
{
    internal ListenPoint(SipTransportKind kind, NetEndpoint local, string? advertisedHost, int advertisedPort)
    {
        Kind = kind;
        Local = local;
        AdvertisedHost = advertisedHost ?? HostOf(local);
        AdvertisedPort = advertisedPort == 0 ? local.Port : advertisedPort;
        SentBy = Encoding.UTF8.GetBytes($"{AdvertisedHost}:{AdvertisedPort}");
    }

    public SipTransportKind Kind { get; }

    /// <summary>The bound address with its real port.</summary>
    public NetEndpoint Local { get; }

    /// <summary>A name, an IPv4 address, or an IPv6 address in brackets.</summary>
    public string AdvertisedHost { get; }

    public int AdvertisedPort { get; }

    /// <summary><c>host:port</c> as it stands in Via's sent-by and in the hostport of Contact.</summary>
    public ReadOnlyMemory<byte> SentBy { get; }

    internal IDatagramSocket? Socket { get; init; }

    internal IStreamReceiver? Streams { get; init; }

    public override string ToString() => $"{Kind} {Local}";

    private static string HostOf(NetEndpoint local)
    {
        var host = local.ToIPAddress().ToString();
        return local.IsV4 ? host : $"[{host}]";
    }
}
