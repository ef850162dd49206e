using System.Buffers.Binary;

namespace Telephony.Rtp.Srtp;

/// <summary>
/// Protects what a leg sends under our key, in place. Sources keep their numbers, so rollovers are counted as the peer will count them. A number is never used
/// twice, nor one far behind: each packet has its own place in the key stream, and what repeats is not sent. Media thread only.
/// </summary>
internal sealed class SrtpSender
{
    /// <summary>Most that a suite adds to a packet.</summary>
    public const int MostBytes = 20;

    /// <summary>RFC 3711 9.2: 2^31 SRTCP packets under one key.</summary>
    private const uint LastRtcpIndex = 0x7FFF_FFFF;

    /// <summary>48 bits of index.</summary>
    private const ulong LastIndex = (1UL << 48) - 1;

    private readonly SrtpCipher _cipher;
    private readonly SrtpSources _sources;
    private uint _rtcpIndex;

    /// <param name="before">The key before this one: rollovers go on counting (RFC 3711 3.3.1).</param>
    public SrtpSender(SrtpCipher cipher, SrtpSender? before = null)
    {
        _cipher = cipher;
        _sources = before?._sources ?? new SrtpSources();
        for (var i = 0; i < _sources.Count; i++) _sources[i].Rtp.Rekey();
    }

    /// <param name="buffer">The packet, with <see cref="MostBytes"/> of room behind it.</param>
    /// <param name="length">Of the packet; on success of what is to be sent.</param>
    public SrtpVerdict ProtectRtp(Span<byte> buffer, ref int length)
    {
        var packet = buffer[..length];
        var header = SrtpPacket.HeaderBytes(packet);
        if (header < 0) return SrtpVerdict.Malformed;
        var ssrc = SrtpPacket.Ssrc(packet);
        var place = _sources.Find(ssrc);
        if (place < 0) place = _sources.Add(ssrc);
        if (place < 0) return SrtpVerdict.KeyExhausted;
        ref var source = ref _sources[place];
        var sequence = SrtpPacket.Sequence(packet);
        var index = source.Rtp.IsStarted ? PacketIndex.Of(source.Rtp.Highest, sequence) : sequence;
        if (!source.Rtp.IsNew(index)) return SrtpVerdict.Replayed;
        if (index > LastIndex) return SrtpVerdict.KeyExhausted;
        source.Rtp.Add(index);
        length += _cipher.RtpTagBytes;
        _cipher.SealRtp(buffer[..length], header, ssrc, index);
        return SrtpVerdict.Done;
    }

    /// <inheritdoc cref="ProtectRtp"/>
    public SrtpVerdict ProtectRtcp(Span<byte> buffer, ref int length)
    {
        if (length < SrtpCipher.RtcpHeaderBytes) return SrtpVerdict.Malformed;
        if (_rtcpIndex == LastRtcpIndex) return SrtpVerdict.KeyExhausted;
        var ssrc = SrtpPacket.RtcpSsrc(buffer);
        length += _cipher.RtcpTagBytes + SrtpCipher.IndexBytes;
        _cipher.SealRtcp(buffer[..length], ssrc, ++_rtcpIndex);
        return SrtpVerdict.Done;
    }
}
