namespace Telephony.Rtp.Srtp;

/// <summary>
/// Protects and opens single packets under the session keys of one master key. Knows nothing of sources, rollover or replay: an index is given.
/// One thread at a time; nothing is allocated.
/// <code>
///   counter mode      RTP   header | encrypted | MKI | tag          RTCP  8 octets | encrypted | E+index | MKI | tag
///   AEAD              RTP   header | encrypted | tag | MKI          RTCP  8 octets | encrypted | tag | E+index | MKI
/// </code>
/// </summary>
internal abstract class SrtpCipher(SrtpSuite suite)
{
    /// <summary>What stays readable of an RTCP packet.</summary>
    public const int RtcpHeaderBytes = 8;

    /// <summary>The flag and index of SRTCP.</summary>
    public const int IndexBytes = 4;

    /// <summary>In front of the index: the packet is encrypted (RFC 3711 3.4).</summary>
    public const uint Encrypted = 0x8000_0000;

    public int RtpTagBytes { get; } = suite.RtpTagBytes();

    public int RtcpTagBytes { get; } = suite.RtcpTagBytes();

    public static SrtpCipher Create(SrtpSuite suite, ReadOnlySpan<byte> keyAndSalt)
    {
        var key = keyAndSalt[..suite.KeyBytes()];
        var salt = keyAndSalt[suite.KeyBytes()..];
        return suite.IsAead() ? new GcmCipher(suite, key, salt) : new CounterModeCipher(suite, key, salt);
    }

    /// <param name="packet">The packet with <see cref="RtpTagBytes"/> of room behind it.</param>
    public abstract void SealRtp(Span<byte> packet, int headerBytes, uint ssrc, ulong index);

    /// <summary>False: it was not made with our key, or was changed on the way; the packet is as it came.</summary>
    /// <param name="mkiBytes">Of the key identifier within it.</param>
    public abstract bool TryOpenRtp(Span<byte> packet, int headerBytes, uint ssrc, ulong index, int mkiBytes);

    /// <param name="packet">The compound with <see cref="RtcpTagBytes"/> and <see cref="IndexBytes"/> of room behind it.</param>
    public abstract void SealRtcp(Span<byte> packet, uint ssrc, uint index);

    /// <inheritdoc cref="TryOpenRtp"/>
    public abstract bool TryOpenRtcp(Span<byte> packet, uint ssrc, uint flagAndIndex, int mkiBytes);
}
