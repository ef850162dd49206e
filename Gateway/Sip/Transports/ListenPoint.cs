using System.Text;
using Telephony.Net.Addresses;
using Telephony.Net.Sockets;

namespace Telephony.Sip.Transports;

/// <summary>One address this side receives on, and how it calls itself there in Via and Contact.</summary>
public sealed class ListenPoint
{
    private readonly ListenPoint? _place;
    private Dictionary<string, ListenPoint>? _byName;

    internal ListenPoint(SipTransportKind kind, NetEndpoint local, string? advertisedHost, int advertisedPort)
    {
        Kind = kind;
        Local = local;
        AdvertisedHost = advertisedHost ?? HostOf(local);
        AdvertisedPort = advertisedPort == 0 ? local.Port : advertisedPort;
        SentBy = Encoding.UTF8.GetBytes($"{AdvertisedHost}:{AdvertisedPort}");
    }

    private ListenPoint(ListenPoint place, string name)
        : this(place.Kind, place.Local, name, place.AdvertisedPort)
    {
        (_place, Socket, Streams) = (place, place.Socket, place.Streams);
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

    /// <summary>The same place by another name, for a peer that knows us by it: sockets and connections are shared. Loop thread only.</summary>
    /// <param name="name">As in <see cref="AdvertisedHost"/>; null: the name it has of itself.</param>
    public ListenPoint As(string? name)
    {
        var place = _place ?? this;
        if (name is null || name == place.AdvertisedHost) return place;
        var known = place._byName ??= new Dictionary<string, ListenPoint>(StringComparer.Ordinal);
        if (!known.TryGetValue(name, out var named)) known.Add(name, named = new ListenPoint(place, name));
        return named;
    }

    /// <summary>This place by the name that the other one, perhaps of another place, goes by.</summary>
    public ListenPoint NamedAs(ListenPoint? other) => As(other?._place is null ? null : other.AdvertisedHost);

    /// <summary>Whether both are one place, whatever their names.</summary>
    public bool IsPlaceOf(ListenPoint other) => (_place ?? this) == (other._place ?? other);

    public override string ToString() => $"{Kind} {Local}";

    private static string HostOf(NetEndpoint local)
    {
        var host = local.ToIPAddress().ToString();
        return local.IsV4 ? host : $"[{host}]";
    }
}
