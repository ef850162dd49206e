using Telephony.Api.Access;
using Xunit;

namespace Telephony.Unit.Api;

public sealed class SignatureHeaderTests
{
    private const string Signature = "BZSody2qCAgcyMaaFJIs1yhTZ4hqB8f6Dnh3SB8VydA=";
    private const string Headers = "SignedHeaders=x-ms-date;host;x-ms-content-sha256";

    [Theory]
    [InlineData($"HMAC-SHA256 {Headers}&Signature={Signature}")]
    [InlineData($"hmac-sha256 Signature={Signature}&{Headers}")]
    [InlineData($"HMAC-SHA256   Credential=x&{Headers}&Signature={Signature} ")]
    public void A_header_is_read_whatever_the_order_of_its_parts(string header)
    {
        Span<byte> signature = stackalloc byte[SignatureHeader.SignatureBytes];
        Assert.True(SignatureHeader.TryRead(header, signature, out var why), why);
        Assert.Equal(Convert.FromBase64String(Signature), signature.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("HMAC-SHA256")]
    [InlineData($"HMAC-SHA256{Headers}&Signature={Signature}")]
    [InlineData($"HMAC-SHA1 {Headers}&Signature={Signature}")]
    [InlineData($"HMAC-SHA256 {Headers}")]
    [InlineData($"HMAC-SHA256 Signature={Signature}")]
    [InlineData($"HMAC-SHA256 SignedHeaders=host&Signature={Signature}")]
    [InlineData($"HMAC-SHA256 {Headers}&{Headers}&Signature={Signature}")]
    [InlineData($"HMAC-SHA256 {Headers}&Signature={Signature}&Signature={Signature}")]
    [InlineData($"HMAC-SHA256 {Headers}&Signature=BZSody2q")]
    [InlineData($"HMAC-SHA256 {Headers}&Signature=***")]
    public void What_is_no_such_header_is_refused_with_a_sentence(string header)
    {
        Assert.False(SignatureHeader.TryRead(header, stackalloc byte[SignatureHeader.SignatureBytes], out var why));
        Assert.NotEmpty(why);
    }

    // As URLSearchParams writes them (WHATWG URL, form-urlencoded serializing).
    [Theory]
    [InlineData("", "")]
    [InlineData("a=b", "a=b")]
    [InlineData("a", "a=")]
    [InlineData("&&a=&&", "a=")]
    [InlineData("a=b%20c+d", "a=b+c+d")]
    [InlineData("a=~!'()*-._", "a=%7E%21%27%28%29*-._")]
    [InlineData("a=%c3%a4", "a=%C3%A4")]
    [InlineData("a=%zz%", "a=%25zz%25")]
    [InlineData("a=%FF", "a=%EF%BF%BD")]
    [InlineData("a=b=c", "a=b%3Dc")]
    public void The_query_is_written_as_form_data(string query, string expected) => Assert.Equal(expected, FormQuery.Canonical(query));
}
