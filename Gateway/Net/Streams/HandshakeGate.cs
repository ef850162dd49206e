using Telephony.Net.Addresses;

namespace Telephony.Net.Streams;

/// <summary>
/// How many handshakes of a listener may be under way: in all, and from one address (IPv6: one /64), so that a peer that opens connections and says nothing
/// uses up its own share only.
/// </summary>
internal sealed class HandshakeGate(int most, int mostPerSource)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, int> _bySource = [];
    private int _count;

    public bool TryEnter(in NetEndpoint remote)
    {
        var source = SourceOf(remote);
        lock (_gate)
        {
            var own = _bySource.GetValueOrDefault(source);
            if (_count >= most || own >= mostPerSource) return false;
            _count++;
            _bySource[source] = own + 1;
            return true;
        }
    }

    public void Leave(in NetEndpoint remote)
    {
        var source = SourceOf(remote);
        lock (_gate)
        {
            _count--;
            if (_bySource[source] == 1) _bySource.Remove(source);
            else _bySource[source]--;
        }
    }

    private static UInt128 SourceOf(in NetEndpoint remote) => remote.IsV4 ? remote.Address : remote.Address >> 64;
}
