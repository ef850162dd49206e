namespace Telephony.Rtp.Srtp;

/// <summary>The keys a peer may protect with at a time: one, or several told apart by the key identifier in each packet (RFC 3711 3.1 MKI).</summary>
internal sealed class SrtpKeyRing
{
    private readonly SrtpCipher[] _ciphers;
    private readonly ulong[] _identifiers;
    private readonly bool _isAead;

    public SrtpKeyRing(SrtpSuite suite, IReadOnlyList<SrtpMasterKey> keys)
    {
        _ciphers = [.. keys.Select(key => SrtpCipher.Create(suite, key.KeyAndSalt))];
        _identifiers = [.. keys.Select(static key => key.Mki)];
        _isAead = suite.IsAead();
        MkiBytes = keys[0].MkiBytes;
        RtpTrailerBytes = suite.RtpTagBytes() + MkiBytes;
        RtcpTrailerBytes = suite.RtcpTagBytes() + SrtpCipher.IndexBytes + MkiBytes;
    }

    public int MkiBytes { get; }

    /// <summary>All that a packet has behind its payload.</summary>
    public int RtpTrailerBytes { get; }

    public int RtcpTrailerBytes { get; }

    public SrtpCipher? FindForRtp(ReadOnlySpan<byte> packet) =>
        MkiBytes == 0 ? _ciphers[0] : Find(packet.Slice(packet.Length - MkiBytes - (_isAead ? 0 : _ciphers[0].RtpTagBytes), MkiBytes));

    public SrtpCipher? FindForRtcp(ReadOnlySpan<byte> packet) =>
        MkiBytes == 0 ? _ciphers[0] : Find(packet.Slice(packet.Length - MkiBytes - (_isAead ? 0 : _ciphers[0].RtcpTagBytes), MkiBytes));

    /// <summary>Where the flag and index of an SRTCP packet lie.</summary>
    public int RtcpIndexAt(int packetBytes) => packetBytes - MkiBytes - SrtpCipher.IndexBytes - (_isAead ? 0 : _ciphers[0].RtcpTagBytes);

    private SrtpCipher? Find(ReadOnlySpan<byte> identifier)
    {
        var value = 0UL;
        if (identifier.Length > sizeof(ulong))
        {
            if (identifier[..^sizeof(ulong)].ContainsAnyExcept((byte)0)) return null;
            identifier = identifier[^sizeof(ulong)..];
        }
        foreach (var octet in identifier) value = (value << 8) | octet;
        var place = Array.IndexOf(_identifiers, value);
        return place < 0 ? null : _ciphers[place];
    }
}
