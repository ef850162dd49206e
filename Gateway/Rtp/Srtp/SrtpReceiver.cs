using System.Buffers.Binary;

namespace Telephony.Rtp.Srtp;

/// <summary>
/// Opens what a peer sends under its key, in place. Opening and noting are two steps: a packet is noted as seen only when the leg has accepted its source, so
/// that a copy sent from elsewhere takes nothing from the true one. Media thread only; nothing is allocated unless a source is new.
/// </summary>
internal sealed class SrtpReceiver
{
    /// <summary>A source heard first with a number this low may have rolled over before we listened.</summary>
    private const ushort JustRolledOver = 0x1000;

    private readonly SrtpKeyRing _keys;
    private readonly SrtpSources _sources;
    private SrtpKeyRing? _before;
    private ulong _index;
    private uint _ssrc;
    private bool _restarted;
    private bool _underNewKey;

    public SrtpReceiver(SrtpKeyRing keys) => (_keys, _sources) = (keys, new SrtpSources());

    /// <param name="before">
    /// The keys of the same peer before these: rollovers go on counting (RFC 3711 3.3.1), and what is still under way with the old key is
    /// taken until the first packet with the new one.
    /// </param>
    public SrtpReceiver(SrtpKeyRing keys, SrtpReceiver before)
    {
        (_keys, _sources, _before) = (keys, before._sources, before._keys);
        for (var i = 0; i < _sources.Count; i++) _sources[i].MayHaveRestarted = _sources[i].AwaitsReport = true;
    }

    /// <param name="length">Of the plain packet at the beginning of <paramref name="packet"/>.</param>
    public SrtpVerdict OpenRtp(Span<byte> packet, out int length)
    {
        length = 0;
        var header = SrtpPacket.HeaderBytes(packet);
        if (header < 0 || packet.Length < header + _keys.RtpTrailerBytes) return SrtpVerdict.Malformed;
        _ssrc = SrtpPacket.Ssrc(packet);
        var sequence = SrtpPacket.Sequence(packet);
        var place = _sources.Find(_ssrc);
        var isKnown = place >= 0 && _sources[place].Rtp.IsStarted;
        _index = isKnown ? PacketIndex.Of(_sources[place].Rtp.Highest, sequence) : sequence;
        _restarted = false;
        _underNewKey = true;
        if (TryOpen(_keys, packet, header)) return Judge(place, isKnown, packet, _keys, out length);
        if (!isKnown)
        {
            if (sequence >= JustRolledOver) return SrtpVerdict.NotAuthentic;
            _index = 0x1_0000UL | sequence;
            return TryOpen(_keys, packet, header) ? Judge(place, isKnown, packet, _keys, out length) : SrtpVerdict.NotAuthentic;
        }
        if (_sources[place].MayHaveRestarted && _index >> 16 != 0 && TryOpenRestarted(packet, header, sequence))
        {
            length = packet.Length - _keys.RtpTrailerBytes;
            return SrtpVerdict.Done;
        }
        _underNewKey = false;
        return _before is { } before && packet.Length >= header + before.RtpTrailerBytes && TryOpen(before, packet, header)
            ? Judge(place, isKnown, packet, before, out length)
            : SrtpVerdict.NotAuthentic;
    }

    /// <summary>The packet opened last was accepted: it will not be taken again.</summary>
    public void NoteRtp()
    {
        var place = _sources.Find(_ssrc);
        if (place < 0) place = _sources.AddOrReplace(_ssrc);
        ref var source = ref _sources[place];
        if (_restarted) source.Rtp = default;
        else if (_underNewKey && source.MayHaveRestarted) source.Rtp.Rekey();
        source.Rtp.Add(_index);
        if (!_underNewKey) return;
        source.MayHaveRestarted = false;
        _before = null;
    }

    /// <inheritdoc cref="OpenRtp"/>
    public SrtpVerdict OpenRtcp(Span<byte> packet, out int length)
    {
        length = 0;
        if (packet.Length < SrtpCipher.RtcpHeaderBytes + _keys.RtcpTrailerBytes) return SrtpVerdict.Malformed;
        _ssrc = SrtpPacket.RtcpSsrc(packet);
        _restarted = false;
        _underNewKey = true;
        if (TryOpenRtcp(_keys, packet, out length)) return JudgeRtcp();
        if (_before is not { } before || packet.Length < SrtpCipher.RtcpHeaderBytes + before.RtcpTrailerBytes) return SrtpVerdict.NotAuthentic;
        _underNewKey = false;
        return TryOpenRtcp(before, packet, out length) ? JudgeRtcp() : SrtpVerdict.NotAuthentic;
    }

    public void NoteRtcp()
    {
        var place = _sources.Find(_ssrc);
        if (place < 0) place = _sources.AddOrReplace(_ssrc);
        ref var source = ref _sources[place];
        if (_underNewKey && source.AwaitsReport) (source.Rtcp, source.AwaitsReport) = (default, false);
        source.Rtcp.Add(_index);
    }

    private SrtpVerdict Judge(int place, bool isKnown, ReadOnlySpan<byte> packet, SrtpKeyRing keys, out int length)
    {
        length = packet.Length - keys.RtpTrailerBytes;
        if (!isKnown || (_underNewKey && _sources[place].MayHaveRestarted)) return SrtpVerdict.Done;
        return _sources[place].Rtp.IsNew(_index) ? SrtpVerdict.Done : SrtpVerdict.Replayed;
    }

    private bool TryOpenRestarted(Span<byte> packet, int header, ushort sequence)
    {
        var guessed = _index;
        _index = sequence;
        _restarted = true;
        if (TryOpen(_keys, packet, header)) return true;
        (_index, _restarted) = (guessed, false);
        return false;
    }

    private bool TryOpen(SrtpKeyRing keys, Span<byte> packet, int header) =>
        keys.FindForRtp(packet) is { } cipher && cipher.TryOpenRtp(packet, header, _ssrc, _index, keys.MkiBytes);

    private bool TryOpenRtcp(SrtpKeyRing keys, Span<byte> packet, out int length)
    {
        length = packet.Length - keys.RtcpTrailerBytes;
        if (keys.FindForRtcp(packet) is not { } cipher) return false;
        var word = BinaryPrimitives.ReadUInt32BigEndian(packet[keys.RtcpIndexAt(packet.Length)..]);
        _index = word & ~SrtpCipher.Encrypted;
        return cipher.TryOpenRtcp(packet, _ssrc, word, keys.MkiBytes);
    }

    private SrtpVerdict JudgeRtcp()
    {
        var place = _sources.Find(_ssrc);
        if (place < 0 || (_underNewKey && _sources[place].AwaitsReport)) return SrtpVerdict.Done;
        return _sources[place].Rtcp.IsNew(_index) ? SrtpVerdict.Done : SrtpVerdict.Replayed;
    }
}
