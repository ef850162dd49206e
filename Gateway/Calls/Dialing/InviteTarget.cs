using System.Net;
using System.Text;
using Telephony.Calls.Registration;
using Telephony.Domain.Addresses;
using Telephony.Domain.Trunks;
using Telephony.Net.Addresses;
using Telephony.Sip.Resolution;
using Telephony.Sip.Transports;

namespace Telephony.Calls.Dialing;

/// <summary>Where requests to a trunk go: the Request-URI's host part, and the addresses when they need no DNS.</summary>
/// <param name="Lookup">What to ask DNS for; null when the trunk's address is a number.</param>
internal sealed record InviteTarget(string HostPort, IReadOnlyList<SipTarget> Targets, ListenPoint? ListenPoint, SipResolutionRequest? Lookup)
{
    /// <summary>Route set that a request outside a dialog starts with: the trunk's proxy, then what its registrar's Service-Route says (RFC 3608).</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Routes { get; init; } = [];

    /// <summary>Where a call to an account rings at once; empty: at the trunk itself.</summary>
    public IReadOnlyList<ForkBranch> Branches { get; init; } = [];

    /// <summary>How connections to the trunk are secured; null when it is not called over TLS.</summary>
    public TlsProfile? Profile { get; private init; }

    /// <summary>Which of the trunk's places it is, by host and port as they are configured.</summary>
    public HostPort? Place { get; private init; }

    /// <summary>The trunk's own address.</summary>
    public static InviteTarget Of(Trunk trunk, ShardListeners listeners) => listeners.TargetsOf(trunk)[0];

    /// <summary>The trunk's own address, then its backups: each with its own name in the Request-URI.</summary>
    public static InviteTarget[] Make(Trunk trunk, ShardListeners listeners) =>
    [
        First(trunk, listeners),
        .. trunk.Backups.Select(backup => At(trunk, listeners, backup.Host, backup.Port, KindOf(trunk)) with { HostPort = backup + ParameterOf(trunk), Place = backup }),
    ];

    private static InviteTarget First(Trunk trunk, ShardListeners listeners)
    {
        var place = trunk.Proxy ?? PlaceOf(trunk);
        return At(trunk, listeners, place.Host, place.Port, KindOf(trunk)) with
        {
            Place = PlaceOf(trunk),
            Routes = trunk.Proxy is null || trunk.ProxyRouting == ProxyRouting.None
                ? []
                : [Encoding.UTF8.GetBytes($"<sip:{trunk.Proxy}{ParameterOf(trunk)}{(trunk.ProxyRouting == ProxyRouting.Loose ? ";lr" : "")}>")],
        };
    }

    /// <summary>One of the trunk's places; the Request-URI names the trunk as ever.</summary>
    /// <param name="port">0: by DNS, or the transport's.</param>
    public static InviteTarget At(Trunk trunk, ShardListeners listeners, string host, int port, SipTransportKind kind)
    {
        var ip = IPAddress.TryParse(host, out var parsed) ? parsed : null;
        var point = listeners.Facing(trunk, kind, ip);
        var profile = kind == SipTransportKind.Tls ? TrunkProfile.Of(trunk) : null;
        IReadOnlyList<SipTarget> targets = ip is null
            ? []
            : [new SipTarget(kind, NetEndpoint.From(ip, port == 0 ? kind.DefaultPort() : port), point, profile?.Name, Profile: profile)];
        return new InviteTarget(DomainOf(trunk) + ParameterOf(trunk), targets, point, ip is null ? new SipResolutionRequest(host, port == 0 ? null : port, kind) : null) { Profile = profile };
    }

    public static SipTransportKind KindOf(Trunk trunk) => trunk.Transport switch
    {
        SignallingTransport.Udp => SipTransportKind.Udp,
        SignallingTransport.Tcp => SipTransportKind.Tcp,
        _ => SipTransportKind.Tls,
    };

    private static HostPort PlaceOf(Trunk trunk) => trunk.Address ?? trunk.Authentication.Registration?.Registrar ?? new HostPort((trunk.Parent ?? trunk).Id.Value, 0);

    /// <summary>What stands in the Request-URI: a carrier tells its tenants by it.</summary>
    private static HostPort DomainOf(Trunk trunk) => trunk.Parent is null ? PlaceOf(trunk) : new HostPort(trunk.Id.Value, PlaceOf(trunk).Port);

    private static string ParameterOf(Trunk trunk) => trunk.Transport == SignallingTransport.Udp ? "" : ";transport=" + trunk.Transport.ToWord();

    /// <summary>The same with one of the addresses that DNS has named.</summary>
    public InviteTarget At(in SipTarget found, Trunk trunk, ShardListeners listeners)
    {
        var point = listeners.Facing(trunk, found.Kind, found.Remote.ToIPAddress());
        return this with { ListenPoint = point, Targets = [found with { Local = point, Profile = Profile }] };
    }

    /// <param name="parameters">Of the number, as they came: <c>;npdi;rn=+14255550100</c>.</param>
    /// <param name="uriParameters">Of the URI: <c>;cause=302</c>.</param>
    public byte[] Uri(string user, string parameters = "", string uriParameters = "") =>
        Encoding.UTF8.GetBytes(user.Length == 0 ? $"sip:{HostPort}{uriParameters}" : $"sip:{SipUserText.Escape(user)}{parameters}@{HostPort}{uriParameters}");
}
