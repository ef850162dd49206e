using System.Runtime.Intrinsics;
using System.Text.Json;
using Telephony.Rtp.Srtp;
using Telephony.Support;
using Xunit;

namespace Telephony.Unit.Rtp.Srtp;

/// <summary>RFC 3711 appendix B, packets computed by another implementation, and RFC 7714 16 and 17.</summary>
public sealed class VectorTests
{
    private const string GcmKey128 = "000102030405060708090a0b0c0d0e0f";
    private const string GcmKey256 = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private const string GcmSalt = "517569642070726f2071756f";
    private const string Rtp = "8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e697320646976697361206" + "96e207061727465732074726573";
    private const string Rtcp = "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61deadbeefdeadbeefdeadbeefdeadbeefdeadbeef";
    private const string Srtcp128 = "81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade800005d4";
    private const string Srtcp256 = "81c8000d4d617273d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50a2eaa5c1110555be8415f658c61de0476f1b6fad1d1eb30c4446839f57ff6f6cb26ac3be800005d4";
    private const string TaggedRtcp128 = Rtcp + "841dd9683dd78ec92ae58790125f62b3000005d4";
    private const uint RtpSsrc = 0x5501a0b2;
    private const uint RtcpSsrc = 0x4d617273;
    private const uint RtcpIndex = 0x5d4;

    private static JsonElement Appendix => JsonDocument.Parse(File.ReadAllBytes(CorpusFolder.File("srtp", "rfc3711-appendix-b.json"))).RootElement;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_key_stream_is_that_of_RFC_3711_B2(bool portable)
    {
        var vector = Appendix.GetProperty("b2_aes_cm_keystream");
        var cipher = new AesCounter(Hex(vector, "session_key"), portable);
        foreach (var block in vector.GetProperty("blocks").EnumerateArray())
        {
            var stream = new byte[16];
            cipher.Apply(stream, Vector128.Create(Hex(block, "counter")));
            Assert.Equal(Hex(block, "keystream"), stream);
        }
    }

    [Fact]
    public void The_session_keys_are_those_of_RFC_3711_B3()
    {
        var vector = Appendix.GetProperty("b3_key_derivation");
        var (key, salt) = (Hex(vector, "master_key"), Hex(vector, "master_salt"));
        Assert.Equal(Hex(vector, "cipher_key"), KeyDerivation.Derive(key, salt, KeyLabel.RtpEncryption, 16));
        Assert.Equal(Hex(vector, "cipher_salt"), KeyDerivation.Derive(key, salt, KeyLabel.RtpSalt, 14));
        Assert.Equal(Hex(vector, "auth_key"), KeyDerivation.Derive(key, salt, KeyLabel.RtpAuthentication, 96));
    }

    [Fact]
    public void A_protected_packet_is_what_another_implementation_makes_of_it()
    {
        var packets = JsonDocument.Parse(File.ReadAllBytes(CorpusFolder.File("srtp", "packets.json"))).RootElement.GetProperty("packets");
        var vector = packets.EnumerateArray().Single(static packet => packet.GetProperty("profile").GetString() == "AES_CM_128_HMAC_SHA1_80");
        byte[] key = [.. Hex(vector, "master_key"), .. Hex(vector, "master_salt")];
        var sender = new SrtpSender(SrtpCipher.Create(SrtpSuite.AesCm128HmacSha1Tag80, key));

        var (buffer, length) = Room(Hex(vector, "rtp"));
        Assert.Equal(SrtpVerdict.Done, sender.ProtectRtp(buffer, ref length));
        Assert.Equal(Hex(vector, "srtp"), buffer[..length]);

        (buffer, length) = Room(Hex(vector, "rtcp"));
        Assert.Equal(SrtpVerdict.Done, sender.ProtectRtcp(buffer, ref length));
        Assert.Equal(Hex(vector, "srtcp"), buffer[..length]);
    }

    [Theory]
    [InlineData(SrtpSuite.AeadAes128Gcm, GcmKey128, false, "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833" + "899d7f27beb16a9152cf765ee4390cce")]
    [InlineData(SrtpSuite.AeadAes128Gcm, GcmKey128, true, "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833" + "899d7f27beb16a9152cf765ee4390cce")]
    [InlineData(SrtpSuite.AeadAes256Gcm, GcmKey256, false, "32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b" + "7aa3db36dfffd6b0f9bb7878d7a76c13")]
    [InlineData(SrtpSuite.AeadAes256Gcm, GcmKey256, true, "32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b" + "7aa3db36dfffd6b0f9bb7878d7a76c13")]
    public void RTP_is_protected_and_opened_as_in_RFC_7714_16(SrtpSuite suite, string key, bool portable, string expected)
    {
        var cipher = GcmCipher.WithSessionKeys(suite, Convert.FromHexString(key), Convert.FromHexString(GcmSalt), portable);
        byte[] packet = [.. Convert.FromHexString(Rtp), .. new byte[16]];
        cipher.SealRtp(packet, 12, RtpSsrc, 0xf17b);
        Assert.Equal(Rtp[..24] + expected, Convert.ToHexStringLower(packet));
        Assert.True(cipher.TryOpenRtp(packet, 12, RtpSsrc, 0xf17b, mkiBytes: 0));
        Assert.Equal(Rtp, Convert.ToHexStringLower(packet[..^16]));
    }

    [Theory]
    [InlineData(SrtpSuite.AeadAes128Gcm, GcmKey128, Srtcp128)]
    [InlineData(SrtpSuite.AeadAes256Gcm, GcmKey256, Srtcp256)]
    public void RTCP_is_protected_and_opened_as_in_RFC_7714_17(SrtpSuite suite, string key, string expected)
    {
        var cipher = GcmCipher.WithSessionKeys(suite, Convert.FromHexString(key), Convert.FromHexString(GcmSalt));
        byte[] packet = [.. Convert.FromHexString(Rtcp), .. new byte[20]];
        cipher.SealRtcp(packet, RtcpSsrc, RtcpIndex);
        Assert.Equal(expected, Convert.ToHexStringLower(packet));
        Assert.True(cipher.TryOpenRtcp(packet, RtcpSsrc, 0x8000_05d4, mkiBytes: 0));
        Assert.Equal(Rtcp, Convert.ToHexStringLower(packet[..^20]));
    }

    [Fact]
    public void RTCP_that_is_only_tagged_is_taken_as_in_RFC_7714_17_3()
    {
        var cipher = GcmCipher.WithSessionKeys(SrtpSuite.AeadAes128Gcm, Convert.FromHexString(GcmKey128), Convert.FromHexString(GcmSalt));
        var packet = Convert.FromHexString(TaggedRtcp128);
        Assert.True(cipher.TryOpenRtcp(packet, RtcpSsrc, RtcpIndex, mkiBytes: 0));
        Assert.Equal(Rtcp, Convert.ToHexStringLower(packet[..^20]));
    }

    private static (byte[] Buffer, int Length) Room(byte[] packet) => ([.. packet, .. new byte[SrtpSender.MostBytes]], packet.Length);

    private static byte[] Hex(JsonElement vector, string name) => Convert.FromHexString(vector.GetProperty(name).GetString()!);
}
