using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Telephony.Rtp.Srtp;

/// <summary>
/// AES in Galois/counter mode (RFC 7714). Made of <see cref="AesCounter"/> and <see cref="GaloisHash"/> rather than of the platform's <see cref="AesGcm"/>,
/// which throws at every forged packet, wipes it when it is opened in place, and takes several times as long for packets of this size.
/// </summary>
internal sealed class GcmCipher : SrtpCipher
{
    private const int SaltBytes = 12;
    private const int TagBytes = 16;

    private readonly AesCounter _rtp;
    private readonly AesCounter _rtcp;
    private readonly GaloisHash _rtpHash;
    private readonly GaloisHash _rtcpHash;
    private readonly Vector128<byte> _rtpSalt;
    private readonly Vector128<byte> _rtcpSalt;

    public GcmCipher(SrtpSuite suite, ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt)
        : base(suite)
    {
        (_rtp, _rtpHash, _rtpSalt) = Session(
            KeyDerivation.Derive(key, salt, KeyLabel.RtpEncryption, key.Length), KeyDerivation.Derive(key, salt, KeyLabel.RtpSalt, SaltBytes), portable: false);
        (_rtcp, _rtcpHash, _rtcpSalt) = Session(
            KeyDerivation.Derive(key, salt, KeyLabel.RtcpEncryption, key.Length), KeyDerivation.Derive(key, salt, KeyLabel.RtcpSalt, SaltBytes), portable: false);
    }

    private GcmCipher(SrtpSuite suite, (AesCounter Cipher, GaloisHash Hash, Vector128<byte> Salt) session)
        : base(suite)
    {
        (_rtp, _rtpHash, _rtpSalt) = session;
        (_rtcp, _rtcpHash, _rtcpSalt) = session;
    }

    /// <summary>With session keys as they are, both ways alike: how the RFC's examples are given.</summary>
    public static GcmCipher WithSessionKeys(SrtpSuite suite, ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt, bool portable = false) =>
        new(suite, Session(key, salt, portable));

    public override void SealRtp(Span<byte> packet, int headerBytes, uint ssrc, ulong index)
    {
        var text = packet[headerBytes..^TagBytes];
        var nonce = RtpNonce(ssrc, index);
        _rtp.Apply(text, First(nonce, 2));
        Tag(_rtp, _rtpHash, nonce, packet[..headerBytes], text).CopyTo(packet[^TagBytes..]);
    }

    public override bool TryOpenRtp(Span<byte> packet, int headerBytes, uint ssrc, ulong index, int mkiBytes)
    {
        var sealedPart = packet[..^mkiBytes];
        var text = sealedPart[headerBytes..^TagBytes];
        var nonce = RtpNonce(ssrc, index);
        if (!Matches(Tag(_rtp, _rtpHash, nonce, packet[..headerBytes], text), sealedPart[^TagBytes..])) return false;
        _rtp.Apply(text, First(nonce, 2));
        return true;
    }

    public override void SealRtcp(Span<byte> packet, uint ssrc, uint index)
    {
        var text = packet[RtcpHeaderBytes..^(TagBytes + IndexBytes)];
        var nonce = RtcpNonce(ssrc, index);
        BinaryPrimitives.WriteUInt32BigEndian(packet[^IndexBytes..], Encrypted | index);
        _rtcp.Apply(text, First(nonce, 2));
        Span<byte> associated = stackalloc byte[RtcpHeaderBytes + IndexBytes];
        packet[..RtcpHeaderBytes].CopyTo(associated);
        packet[^IndexBytes..].CopyTo(associated[RtcpHeaderBytes..]);
        Tag(_rtcp, _rtcpHash, nonce, associated, text).CopyTo(packet[^(TagBytes + IndexBytes)..]);
    }

    public override bool TryOpenRtcp(Span<byte> packet, uint ssrc, uint flagAndIndex, int mkiBytes)
    {
        var sealedPart = packet[..^mkiBytes];
        var index = sealedPart[^IndexBytes..];
        var body = sealedPart[..^(TagBytes + IndexBytes)];
        var tag = sealedPart[^(TagBytes + IndexBytes)..^IndexBytes];
        var nonce = RtcpNonce(ssrc, flagAndIndex & ~Encrypted);
        var encrypted = (flagAndIndex & Encrypted) != 0;
        var readable = encrypted ? RtcpHeaderBytes : body.Length;      // RFC 7714 9.3: all of an unencrypted one is associated data
        Span<byte> associated = stackalloc byte[256];
        if (readable + IndexBytes > associated.Length) return false;
        body[..readable].CopyTo(associated);
        index.CopyTo(associated[readable..]);
        if (!Matches(Tag(_rtcp, _rtcpHash, nonce, associated[..(readable + IndexBytes)], body[readable..]), tag)) return false;
        if (encrypted) _rtcp.Apply(body[readable..], First(nonce, 2));
        return true;
    }

    private static (AesCounter Cipher, GaloisHash Hash, Vector128<byte> Salt) Session(ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt, bool portable)
    {
        var cipher = new AesCounter(key, portable);
        Span<byte> block = stackalloc byte[16];
        block.Clear();
        salt.CopyTo(block);
        return (cipher, new GaloisHash(cipher.Encrypt(default), portable), Vector128.Create<byte>(block));
    }

    /// <summary>SP 800-38D 7.1: the hash, hidden by the key stream's first block.</summary>
    private static Vector128<byte> Tag(AesCounter cipher, GaloisHash hash, Vector128<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> text) =>
        hash.Of(associated, text) ^ cipher.Encrypt(First(nonce, 1));

    private static bool Matches(Vector128<byte> made, ReadOnlySpan<byte> tag)
    {
        Span<byte> octets = stackalloc byte[TagBytes];
        made.CopyTo(octets);
        return CryptographicOperations.FixedTimeEquals(octets, tag);
    }

    /// <summary>RFC 7714 8.1: two zero octets, SSRC, ROC and sequence number, under the salt.</summary>
    private Vector128<byte> RtpNonce(uint ssrc, ulong index) => _rtpSalt ^ Vector128.Create(
        BinaryPrimitives.ReverseEndianness(((ulong)ssrc << 16) | (index >> 32)), BinaryPrimitives.ReverseEndianness((uint)index)).AsByte();

    /// <summary>RFC 7714 9.1: two zero octets, SSRC, two zero octets and the index, under the salt.</summary>
    private Vector128<byte> RtcpNonce(uint ssrc, uint index) => _rtcpSalt ^ Vector128.Create(
        BinaryPrimitives.ReverseEndianness((ulong)ssrc << 16), BinaryPrimitives.ReverseEndianness(index)).AsByte();

    private static Vector128<byte> First(Vector128<byte> nonce, uint count) =>
        nonce.AsUInt32().WithElement(3, BinaryPrimitives.ReverseEndianness(count)).AsByte();
}
