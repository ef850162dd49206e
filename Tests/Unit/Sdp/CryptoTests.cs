using Telephony.Sdp.Descriptions;
using Telephony.Sdp.Security;
using Xunit;

namespace Telephony.Unit.Sdp;

/// <summary>The <c>a=crypto</c> line (RFC 4568 9.2).</summary>
public sealed class CryptoTests
{
    private const string Key30 = "krXco0QRglwErMqtbMs2zSw29tBdmdgXpEYZhQmp";
    private const string Key28 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGw==";
    private const string Key44 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKis=";

    [Theory]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key30, CryptoSuite.AesCm128HmacSha1Tag80, 1, 30)]
    [InlineData("7 aes_cm_128_hmac_sha1_32  INLINE:" + Key30 + " ", CryptoSuite.AesCm128HmacSha1Tag32, 7, 30)]
    [InlineData("2 AEAD_AES_128_GCM inline:" + Key28, CryptoSuite.AeadAes128Gcm, 2, 28)]
    [InlineData("2 AEAD_AES_128_GCM inline:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGw|2^31", CryptoSuite.AeadAes128Gcm, 2, 28)]
    [InlineData("999999999 AEAD_AES_256_GCM inline:" + Key44 + " WSH=256 -SOMETHING=new", CryptoSuite.AeadAes256Gcm, 999_999_999, 44)]
    public void A_line_is_read(string value, CryptoSuite suite, int tag, int bytes)
    {
        Assert.True(CryptoReader.TryRead(value, out var line, out var why), why.ToString());
        Assert.Equal((suite, tag, bytes), (line!.Suite, line.Tag, Assert.Single(line.Keys).KeyAndSalt.Length));
    }

    [Theory]
    [InlineData("", null, 0, 0)]
    [InlineData("|2^31", 1L << 31, 0, 0)]
    [InlineData("|1048576", 1L << 20, 0, 0)]
    [InlineData("|1:4", null, 4, 1)]
    [InlineData("|2^48|255:1", 1L << 48, 1, 255)]
    [InlineData("|2^20|18446744073709551615:128", 1L << 20, 128, ulong.MaxValue)]
    public void Lifetime_and_key_identifier_are_read(string behindKey, long? lifetime, int mkiBytes, ulong mki)
    {
        Assert.True(CryptoReader.TryRead($"1 AES_CM_128_HMAC_SHA1_80 inline:{Key30}{behindKey}", out var line, out var why), why.ToString());
        var key = Assert.Single(line!.Keys);
        Assert.Equal(((ulong?)lifetime, mkiBytes, mki), (key.Lifetime, key.MkiBytes, key.Mki));
    }

    [Fact]
    public void Several_keys_are_told_apart_by_their_identifiers()
    {
        Assert.True(CryptoReader.TryRead($"1 AES_CM_128_HMAC_SHA1_80 inline:{Key30}|2^20|1:4;inline:{Key30}|2^20|2:4", out var line, out _));
        Assert.Equal([1UL, 2UL], line!.Keys.Select(static key => key.Mki));
    }

    [Theory]
    [InlineData("", CryptoFault.Incomplete)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80", CryptoFault.Incomplete)]
    [InlineData("x AES_CM_128_HMAC_SHA1_80 inline:" + Key30, CryptoFault.BadTag)]
    [InlineData("-1 AES_CM_128_HMAC_SHA1_80 inline:" + Key30, CryptoFault.BadTag)]
    [InlineData("1234567890 AES_CM_128_HMAC_SHA1_80 inline:" + Key30, CryptoFault.BadTag)]
    [InlineData("1 F8_128_HMAC_SHA1_80 inline:" + Key30, CryptoFault.UnknownSuite)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 uri:" + Key30, CryptoFault.BadKey)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:", CryptoFault.BadKey)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key28, CryptoFault.BadKey)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:krXco0QRglwErMqtbMs2zSw29tBdmdgXpEYZhQm*", CryptoFault.BadKey)]
    [InlineData("1 AEAD_AES_256_GCM inline:" + Key30, CryptoFault.BadKey)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key30 + "|", CryptoFault.BadLifetime)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key30 + "|0", CryptoFault.BadLifetime)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key30 + "|2^49", CryptoFault.BadLifetime)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key30 + "|2^31|", CryptoFault.BadLifetime)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key30 + "|2^31|1:0", CryptoFault.BadKeyIdentifier)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key30 + "|2^31|1:129", CryptoFault.BadKeyIdentifier)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key30 + "|256:1", CryptoFault.BadKeyIdentifier)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key30 + ";inline:" + Key30, CryptoFault.BadKeyIdentifier)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key30 + "|1:4;inline:" + Key30 + "|1:4", CryptoFault.BadKeyIdentifier)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key30 + "|1:4;inline:" + Key30 + "|2:2", CryptoFault.BadKeyIdentifier)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key30 + " UNENCRYPTED_SRTP", CryptoFault.SessionParameter)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key30 + " UNENCRYPTED_SRTCP", CryptoFault.SessionParameter)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key30 + " WSH=64 UNAUTHENTICATED_SRTP", CryptoFault.SessionParameter)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key30 + " KDR=4", CryptoFault.SessionParameter)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key30 + " FEC_ORDER=FEC_SRTP", CryptoFault.SessionParameter)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key30 + " ANYTHING", CryptoFault.SessionParameter)]
    public void A_line_that_cannot_be_used_says_why(string value, CryptoFault why)
    {
        Assert.False(CryptoReader.TryRead(value, out var line, out var fault));
        Assert.Null(line);
        Assert.Equal(why, fault);
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        foreach (var suite in Enum.GetValues<CryptoSuite>())
        {
            var key = new CryptoKey([.. Enumerable.Range(0, suite.KeyAndSaltBytes()).Select(static i => (byte)(i * 5))]);
            var line = CryptoAttribute.Write(3, suite, key);
            Assert.True(CryptoReader.TryRead(line.Value!, out var read, out _));
            Assert.Equal((3, suite, key), (read!.Tag, read.Suite, Assert.Single(read.Keys)));
        }
    }

    [Fact]
    public void Keys_are_not_shown()
    {
        Assert.True(CryptoReader.TryRead($"1 AES_CM_128_HMAC_SHA1_80 inline:{Key30}", out var line, out _));
        var offer = SdpText.Offer("m=audio 4000 RTP/SAVP 0", $"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{Key30}");
        var agreed = new AgreedSecurity(line!.Suite, line.Keys[0], line.Keys);
        foreach (var text in (string[])[line.ToString(), line.Keys[0].ToString(), agreed.ToString(), offer.ToString(), offer.Media[0].ToString(), offer.Media[0].Attributes[0].ToString()])
            Assert.DoesNotContain("krXco", text, StringComparison.Ordinal);
    }
}
