using System.Text;
using System.Text.Json;
using Telephony.Sip.Authentication;
using Telephony.Unit.Sip.Corpus;
using Xunit;

namespace Telephony.Unit.Sip.Authentication;

public sealed class DigestVectorTests
{
    public static TheoryData<int> Vectors => [.. Enumerable.Range(0, Load().Count)];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void A_published_response_is_reproduced(int index)
    {
        var vector = Load()[index];
        byte[] Text(string name) => vector.TryGetValue(name, out var text) ? Encoding.UTF8.GetBytes(text) : [];
        var algorithm = DigestAlgorithms.Find(Text("algorithm"));
        Assert.NotEqual(DigestAlgorithm.Unknown, algorithm);
        var secret = DigestSecret.FromPassword(vector["username"], vector["realm"], vector["password"]);
        Span<byte> hex = stackalloc byte[DigestHash.MaxHexLength];
        var length = DigestHash.Response(
            algorithm,
            secret.Ha1(algorithm),
            new DigestParts
            {
                Method = Text("method"),
                Uri = Text("uri"),
                Nonce = Text("nonce"),
                NonceCount = Text("nc"),
                Cnonce = Text("cnonce"),
                Qop = Text("qop"),
            },
            hex);
        Assert.Equal(vector["response"], Encoding.ASCII.GetString(hex[..length]));
    }

    [Fact]
    public void A_session_algorithm_hashes_the_nonces_into_the_secret()
    {
        // H(A1) = H( H(user:realm:password) : nonce : cnonce ), RFC 7616 3.4.2: computed step by step here.
        static string Md5(string text) => Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(Encoding.UTF8.GetBytes(text)));
        var expected = Md5(Md5(Md5("u:r:p") + ":n:c") + ":n:00000001:c:auth:" + Md5("INVITE:sip:x"));
        Span<byte> hex = stackalloc byte[DigestHash.MaxHexLength];
        var parts = new DigestParts { Method = "INVITE"u8, Uri = "sip:x"u8, Nonce = "n"u8, NonceCount = "00000001"u8, Cnonce = "c"u8, Qop = "auth"u8 };
        var length = DigestHash.Response(DigestAlgorithm.Md5Session, DigestSecret.FromPassword("u", "r", "p").Ha1(DigestAlgorithm.Md5Session), parts, hex);
        Assert.Equal(expected, Encoding.ASCII.GetString(hex[..length]));
    }

    private static List<Dictionary<string, string>> Load()
    {
        using var file = JsonDocument.Parse(SipCorpus.Read("digest/digest-vectors.json"));
        return [.. file.RootElement.GetProperty("vectors").EnumerateArray()
            .Select(v => v.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString() ?? "", StringComparer.Ordinal))];
    }
}
