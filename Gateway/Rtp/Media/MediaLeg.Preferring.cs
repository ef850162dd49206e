using Telephony.Net.Addresses;

namespace Telephony.Rtp.Media;

/// <summary>The shorter way to the peer (<see cref="Net.Sockets.IDatagramSocket.Prefer"/>): taken once it talks steadily, left as soon as it is another. Media worker only.</summary>
public sealed partial class MediaLeg
{
    /// <summary>In a second: less is not worth a socket.</summary>
    private const int SteadyPackets = 20;

    private NetEndpoint _preferred;
    private long _steadyPackets;
    private bool _awaitsPreference;

    /// <summary>Once a second.</summary>
    private void WatchPeer()
    {
        var packets = _received.Packets - _steadyPackets;
        _steadyPackets = _received.Packets;
        var peer = _latch.Source;
        if (!_preferred.IsNone && (peer != _preferred || _plane.Ports.IsShortOfFiles)) PreferNobody();
        if (!_preferred.IsNone || peer.IsNone || packets < SteadyPackets || _awaitsPreference) return;
        _awaitsPreference = true;
        _worker.PreferSoon(this);
    }

    /// <summary>Its turn has come, unless it has gone to another worker meanwhile.</summary>
    internal void PreferPeer(MediaWorker worker)
    {
        if (!ReferenceEquals(worker, _worker)) return;
        _awaitsPreference = false;
        if (_ended || _latch.Source.IsNone || !_preferred.IsNone || !_plane.Ports.TryCountDirect()) return;
        _preferred = _latch.Source;
        _rtp.Prefer(_preferred);
    }

    private void PreferNobody()
    {
        if (_preferred.IsNone) return;
        _preferred = default;
        _rtp.Prefer(default);
        _plane.Ports.ForgetDirect();
    }
}
