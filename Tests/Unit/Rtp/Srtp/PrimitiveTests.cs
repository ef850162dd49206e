using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using Telephony.Rtp.Srtp;
using Xunit;

namespace Telephony.Unit.Rtp.Srtp;

/// <summary>The primitives beside those of the platform, at every length that a packet may have.</summary>
public sealed class PrimitiveTests
{
    private const int Longest = 1500;

    private readonly Random _random = new(711);

    [Fact]
    public void HMAC_is_that_of_the_platform()
    {
        var key = Bytes(20);
        var code = new HmacSha1(key);
        var made = new byte[20];
        for (var length = 0; length <= Longest; length += 1 + (length / 64))
        {
            var message = Bytes(length + 4);
            code.Compute(message, made);
            Assert.Equal(HMACSHA1.HashData(key, message), made);
            code.Compute(message.AsSpan(0, length), BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(length)), made);
            Assert.Equal(HMACSHA1.HashData(key, message), made);
        }
    }

    [Fact]
    public void Blocks_are_hashed_alike_with_and_without_the_library()
    {
        Assert.True(Sha1Blocks.IsNative);     // libcrypto belongs to the runtime on every system that runs these tests
        var (there, here) = (Sha1State.Initial, Sha1State.Initial);
        for (var blocks = 0; blocks < 20; blocks++)
        {
            var data = Bytes(blocks * Sha1Blocks.BlockBytes);
            Sha1Blocks.Add(ref there, data);
            Sha1Blocks.AddManaged(ref here, data);
            Assert.Equal(here, there);
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    public void Counter_mode_is_alike_with_and_without_the_processor(int keyBytes)
    {
        var key = Bytes(keyBytes);
        var (fast, portable) = (new AesCounter(key), new AesCounter(key, portable: true));
        for (var length = 0; length < 300; length++)
        {
            var counter = Vector128.Create(Bytes(16));
            var data = Bytes(length);
            var other = data.ToArray();
            fast.Apply(data, counter);
            portable.Apply(other, counter);
            Assert.Equal(other, data);
        }
    }

    [Theory]
    [InlineData(SrtpSuite.AeadAes128Gcm)]
    [InlineData(SrtpSuite.AeadAes256Gcm)]
    public void GCM_is_that_of_the_platform(SrtpSuite suite)
    {
        var (key, salt) = (Bytes(suite.KeyBytes()), Bytes(12));
        var cipher = GcmCipher.WithSessionKeys(suite, key, salt);
        using var platform = new AesGcm(key, 16);
        for (var length = 0; length < 400; length++)
        {
            var header = 12 + (4 * (length % 16));
            var packet = Bytes(header + length + 16);
            var plain = packet.ToArray();
            var (ssrc, index) = ((uint)_random.Next(), (ulong)_random.NextInt64(1L << 48));
            cipher.SealRtp(packet, header, ssrc, index);

            var nonce = new byte[12];
            BinaryPrimitives.WriteUInt32BigEndian(nonce.AsSpan(2), ssrc);
            BinaryPrimitives.WriteUInt32BigEndian(nonce.AsSpan(6), (uint)(index >> 16));
            BinaryPrimitives.WriteUInt16BigEndian(nonce.AsSpan(10), (ushort)index);
            for (var i = 0; i < 12; i++) nonce[i] ^= salt[i];
            var (text, tag) = (new byte[length], new byte[16]);
            platform.Encrypt(nonce, plain.AsSpan(header, length), text, tag, plain.AsSpan(0, header));
            byte[] expected = [.. plain.AsSpan(0, header), .. text, .. tag];
            Assert.Equal(expected, packet);
        }
    }

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}
