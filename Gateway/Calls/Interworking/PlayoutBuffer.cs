using Telephony.Rtp.Conversion;

namespace Telephony.Calls.Interworking;

/// <summary>
/// Packets of one stream between their arrival and their turn: puts them in order, holds a bounded number of them, and knows of gaps. Media worker only.
/// </summary>
internal sealed class PlayoutBuffer
{
    private const int Places = 32;
    private const int MostOctets = 1280;    // the largest packet of Opus (RFC 6716 3.2) and 60 ms of G.711

    private readonly byte[] _octets = new byte[Places * MostOctets];
    private readonly Slot[] _slots = new Slot[Places];
    private uint _ssrc;
    private ushort _next;
    private bool _started;
    private bool _taken;

    /// <summary>Packets that wait.</summary>
    public int Count { get; private set; }

    /// <summary>False for a packet that is late, a repeat, or too large. A new source, or a leap of the numbers, empties the buffer.</summary>
    public bool TryPut(in ReceivedPacket packet, ReadOnlySpan<byte> payload)
    {
        if (payload.Length > MostOctets) return false;
        var ahead = (short)(packet.Sequence - _next);
        if (!_started || packet.Ssrc != _ssrc || ahead is >= Places or <= -Places * 4) Restart(packet);
        else if (ahead < 0 && !TryStepBack(packet.Sequence)) return false;
        ref var slot = ref _slots[packet.Sequence % Places];
        if (slot.Filled) return false;
        payload.CopyTo(_octets.AsSpan(packet.Sequence % Places * MostOctets));
        slot = new Slot(true, packet.PayloadType, (ushort)payload.Length);
        Count++;
        return true;
    }

    /// <summary>The next packet in order, if it is here; valid until the next call.</summary>
    public bool TryTake(out byte payloadType, out ReadOnlySpan<byte> payload)
    {
        if (!TryPeek(0, out payloadType, out payload)) return false;
        _slots[_next % Places] = default;
        Count--;
        Pass();
        return true;
    }

    /// <summary>The next one will not come any more, though later ones have.</summary>
    public void Pass()
    {
        _next++;
        _taken = true;
    }

    /// <summary>The packet so many places ahead.</summary>
    public bool TryPeek(int ahead, out byte payloadType, out ReadOnlySpan<byte> payload)
    {
        var place = (ushort)(_next + ahead) % Places;
        ref readonly var slot = ref _slots[place];
        payloadType = slot.PayloadType;
        payload = _octets.AsSpan(place * MostOctets, slot.Length);
        return slot.Filled;
    }

    private bool TryStepBack(ushort sequence)
    {
        if (_taken) return false;
        for (var last = (ushort)(sequence + Places); last != (ushort)(_next + Places); last++)
        {
            if (_slots[last % Places].Filled) return false;
        }
        _next = sequence;
        return true;
    }

    private void Restart(in ReceivedPacket packet)
    {
        Array.Clear(_slots);
        (_ssrc, _next, _started, _taken, Count) = (packet.Ssrc, packet.Sequence, true, false, 0);
    }

    private readonly record struct Slot(bool Filled, byte PayloadType, ushort Length);
}
