using System.Buffers.Binary;

namespace Telephony.Rtp.Quality;

/// <summary>What a leg received and sent of T.38, by UDPTL sequence numbers (T.38 9.1.2). Media thread only.</summary>
internal struct FaxStatistics
{
    /// <summary>More than this ahead of what came last is no UDPTL of this fax: at 20 ms a packet it would be a gap of over a minute.</summary>
    private const int FarthestJump = 4096;

    private ushort _highest;
    private bool _started;

    public long Received { get; private set; }

    public long Lost { get; private set; }

    public long Sent { get; private set; }

    /// <summary>UDPTL has no source identifier: one for all.</summary>
    public readonly uint LatchIdentity => 0;

    /// <summary>A new fax on the leg numbers from zero again.</summary>
    public void Begin() => _started = false;

    /// <summary>RTP begins with the bits 10 (RFC 3550 5.1), as does UDPTL after 32768 packets: only where that is near is it taken for UDPTL.</summary>
    public readonly bool IsOther(ReadOnlySpan<byte> datagram)
    {
        if ((datagram[0] & 0xC0) != 0x80) return false;
        var sequence = BinaryPrimitives.ReadUInt16BigEndian(datagram);
        return !_started || (ushort)(sequence - _highest + FarthestJump) > 2 * FarthestJump;
    }

    public void OnReceived(ReadOnlySpan<byte> datagram)
    {
        Received++;
        var sequence = BinaryPrimitives.ReadUInt16BigEndian(datagram);
        var ahead = (short)(sequence - _highest);
        if (_started && ahead > 1) Lost += ahead - 1;
        else if (_started && ahead < 0 && Lost > 0) Lost--;    // late, not lost
        if (!_started || ahead > 0) _highest = sequence;
        _started = true;
    }

    public void OnSent() => Sent++;
}
