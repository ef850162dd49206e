using Telephony.Domain.Numbers;
using Telephony.FlowRunner.Twiml;
using Xunit;

namespace Telephony.Unit.Flows;

public sealed class TwimlRequestTests
{
    private static readonly KeyValuePair<string, string>[] Fields = [new("CallSid", "CA1234567890ABCDE"), new("To", "+18005551212"), new("Caller", "+14158675309"), new("Digits", "1234"), new("From", "+14158675309")];

    [Fact]
    public void The_signature_is_the_one_of_the_receivers_own_documents() => Assert.Equal("RSOYDt4T1cUTdK1PDd93/VVr8B8=", TwimlRequest.Sign("https://mycompany.com/myapp.php?foo=1&bar=2", Fields, "12345"));

    [Fact]
    public void By_get_the_fields_stand_in_the_address_and_are_signed_there()
    {
        var request = TwimlRequest.Make(3, new Uri("https://app.example/voice?x=1"), true, [new("From", "+1 & co"), new("To", "ä")], "secret");
        Assert.Equal(("GET", "https://app.example/voice?x=1&From=%2B1%20%26%20co&To=%C3%A4", null), (request.Method, request.Url, request.Body));
        Assert.Contains(request.Headers, header => header.Key == "X-Twilio-Signature" && header.Value == TwimlRequest.Sign(request.Url, [], "secret"));
    }

    [Fact]
    public void A_name_and_password_in_the_address_are_sent_as_such()
    {
        var request = TwimlRequest.Make(3, new Uri("https://me:p%40ss@app.example/voice#part"), false, Fields, "secret");
        Assert.Equal("https://me:p%40ss@app.example/voice", request.Url);
        Assert.Contains(request.Headers, static header => header is { Key: "Authorization", Value: "Basic bWU6cEBzcw==" });
        Assert.StartsWith("CallSid=CA1234567890ABCDE&To=%2B18005551212&", request.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://a.example/x", false, null, null)]
    [InlineData("GET https://a.example/x fallback=http://b.example status=https://c.example/s", true, "http://b.example/", "https://c.example/s")]
    public void A_target_says_whom_to_ask(string text, bool isGet, string? fallback, string? status)
    {
        Assert.True(TwimlTarget.TryParse(text, out var target, out var why), why);
        Assert.Equal((isGet, fallback, status), (target.IsGet, target.Fallback?.AbsoluteUri, target.Status?.AbsoluteUri));
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET")]
    [InlineData("ftp://a.example")]
    [InlineData("app.example/x")]
    [InlineData("https://a.example https://b.example")]
    [InlineData("https://a.example other=https://b.example")]
    public void A_target_that_cannot_be_asked_is_refused(string text)
    {
        Assert.False(Destination.TryCreate("twiml", text, out _, out var why));
        Assert.NotEmpty(why);
    }
}
