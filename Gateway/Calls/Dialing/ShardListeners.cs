using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Telephony.Domain.Trunks;
using Telephony.Sip.Transports;

namespace Telephony.Calls.Dialing;

/// <summary>The listen points of a shard, for choosing the one that faces a trunk.</summary>
public sealed class ShardListeners(IReadOnlyList<ListenPoint> points)
{
    private readonly ConditionalWeakTable<Trunk, InviteTarget[]> _targets = [];

    public IReadOnlyList<ListenPoint> Points { get; } = points;

    /// <summary>The trunk's own address, then its backups. Worked out once for each version of a trunk.</summary>
    internal IReadOnlyList<InviteTarget> TargetsOf(Trunk trunk)
    {
        if (_targets.TryGetValue(trunk, out var known)) return known;
        var made = InviteTarget.Make(trunk, this);
        _targets.AddOrUpdate(trunk, made);
        return made;
    }

    /// <summary>The first of the kind and family, on the trunk's own interface if it names one, by the name that the trunk knows us by; null when there is none.</summary>
    internal ListenPoint? Facing(Trunk trunk, SipTransportKind kind, IPAddress? remote) => For(kind, remote, trunk.LocalAddress?.Address)?.As(trunk.OwnName);

    /// <summary>The first of the kind and family, on the wanted local address if one is named; null when there is none.</summary>
    internal ListenPoint? For(SipTransportKind kind, IPAddress? remote, IPAddress? local)
    {
        ListenPoint? fits = null;
        foreach (var point in Points)
        {
            if (point.Kind != kind) continue;
            if (remote is not null && point.Local.IsV4 != (remote.AddressFamily == AddressFamily.InterNetwork)) continue;
            if (local is not null && (point.Local.ToIPAddress().Equals(local) || point.AdvertisedHost == local.ToString())) return point;
            fits ??= point;
        }
        return fits;
    }
}
