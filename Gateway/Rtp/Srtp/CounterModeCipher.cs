using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Telephony.Rtp.Srtp;

/// <summary>AES in counter mode with HMAC-SHA1 (RFC 3711 4).</summary>
internal sealed class CounterModeCipher : SrtpCipher
{
    private const int AuthenticationKeyBytes = 20;
    private const int SaltBytes = 14;

    private readonly AesCounter _rtp;
    private readonly AesCounter _rtcp;
    private readonly HmacSha1 _rtpCode;
    private readonly HmacSha1 _rtcpCode;
    private readonly UInt128 _rtpSalt;
    private readonly UInt128 _rtcpSalt;

    public CounterModeCipher(SrtpSuite suite, ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt)
        : base(suite)
    {
        _rtp = new AesCounter(KeyDerivation.Derive(key, salt, KeyLabel.RtpEncryption, key.Length));
        _rtcp = new AesCounter(KeyDerivation.Derive(key, salt, KeyLabel.RtcpEncryption, key.Length));
        _rtpCode = new HmacSha1(KeyDerivation.Derive(key, salt, KeyLabel.RtpAuthentication, AuthenticationKeyBytes));
        _rtcpCode = new HmacSha1(KeyDerivation.Derive(key, salt, KeyLabel.RtcpAuthentication, AuthenticationKeyBytes));
        _rtpSalt = SaltOf(KeyDerivation.Derive(key, salt, KeyLabel.RtpSalt, SaltBytes));
        _rtcpSalt = SaltOf(KeyDerivation.Derive(key, salt, KeyLabel.RtcpSalt, SaltBytes));
    }

    public override void SealRtp(Span<byte> packet, int headerBytes, uint ssrc, ulong index)
    {
        var end = packet.Length - RtpTagBytes;
        _rtp.Apply(packet[headerBytes..end], Counter(_rtpSalt, ssrc, index));
        _rtpCode.Compute(packet[..end], (uint)(index >> 16), packet[end..]);
    }

    public override bool TryOpenRtp(Span<byte> packet, int headerBytes, uint ssrc, ulong index, int mkiBytes)
    {
        var tag = packet[^RtpTagBytes..];
        var end = packet.Length - RtpTagBytes - mkiBytes;
        Span<byte> code = stackalloc byte[HmacSha1.DigestBytes];
        code = code[..RtpTagBytes];
        _rtpCode.Compute(packet[..end], (uint)(index >> 16), code);
        if (!CryptographicOperations.FixedTimeEquals(code, tag)) return false;
        _rtp.Apply(packet[headerBytes..end], Counter(_rtpSalt, ssrc, index));
        return true;
    }

    public override void SealRtcp(Span<byte> packet, uint ssrc, uint index)
    {
        var end = packet.Length - RtcpTagBytes;
        _rtcp.Apply(packet[RtcpHeaderBytes..(end - IndexBytes)], Counter(_rtcpSalt, ssrc, index));
        BinaryPrimitives.WriteUInt32BigEndian(packet[(end - IndexBytes)..], Encrypted | index);
        _rtcpCode.Compute(packet[..end], packet[end..]);
    }

    public override bool TryOpenRtcp(Span<byte> packet, uint ssrc, uint flagAndIndex, int mkiBytes)
    {
        var tag = packet[^RtcpTagBytes..];
        var end = packet.Length - RtcpTagBytes - mkiBytes;
        Span<byte> code = stackalloc byte[HmacSha1.DigestBytes];
        code = code[..RtcpTagBytes];
        _rtcpCode.Compute(packet[..end], code);
        if (!CryptographicOperations.FixedTimeEquals(code, tag)) return false;
        if ((flagAndIndex & Encrypted) == 0) return true;
        _rtcp.Apply(packet[RtcpHeaderBytes..(end - IndexBytes)], Counter(_rtcpSalt, ssrc, flagAndIndex & ~Encrypted));
        return true;
    }

    /// <summary>RFC 3711 4.1.1: salt · 2^16 xor SSRC · 2^64 xor index · 2^16; the last 16 bits count blocks.</summary>
    private static Vector128<byte> Counter(UInt128 salt, uint ssrc, ulong index)
    {
        var value = salt ^ new UInt128(ssrc, index << 16);
        return Vector128.Create(BinaryPrimitives.ReverseEndianness((ulong)(value >> 64)), BinaryPrimitives.ReverseEndianness((ulong)value)).AsByte();
    }

    private static UInt128 SaltOf(ReadOnlySpan<byte> salt)
    {
        Span<byte> block = stackalloc byte[16];
        block.Clear();
        salt.CopyTo(block);
        return BinaryPrimitives.ReadUInt128BigEndian(block);
    }
}
