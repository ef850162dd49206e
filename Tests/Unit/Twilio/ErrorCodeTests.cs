using Telephony.Domain.Messages;
using Telephony.Twilio.Messages;
using Telephony.Twilio.Rest;
using Telephony.Twilio.Settings;
using Xunit;

namespace Telephony.Unit.Twilio;

/// <summary>What a refusal of Twilio means for a message: final, later, a person's work, or a doubt.</summary>
public sealed class ErrorCodeTests
{
    [Theory]
    [InlineData(400, 21211, "Refused")]
    [InlineData(400, 21610, "Refused")]
    [InlineData(400, 21408, "Refused")]
    [InlineData(403, 21408, "Refused")]       // this country, not this account
    [InlineData(429, 20429, "NotTaken")]
    [InlineData(429, 0, "NotTaken")]
    [InlineData(400, 21611, "NotTaken")]
    [InlineData(401, 20003, "NotTaken")]
    [InlineData(500, 20500, "Unknown")]
    [InlineData(502, 0, "Unknown")]           // a proxy of theirs: the message may have passed it
    public void Each_code_is_a_next_step(int status, int code, string outcome) => Assert.Equal(outcome, ErrorCodes.Of(new TwilioAnswer<string>.Refused(status, code, "…", null)).GetType().Name);

    [Fact]
    public void A_wish_for_rest_is_passed_on() =>
        Assert.Equal(TimeSpan.FromSeconds(7), Assert.IsType<SendOutcome.NotTaken>(ErrorCodes.Of(new TwilioAnswer<string>.Refused(429, 20429, "…", TimeSpan.FromSeconds(7)))).After);

    [Fact]
    public void Every_mistake_of_the_settings_is_a_sentence()
    {
        var options = new TwilioOptions
        {
            Carrier = "a b", AccountSid = "AC1", ApiKey = "SK1", MessagingService = "x", PublicUrl = new Uri("ftp://x/?a=1"), BaseAddress = new Uri("http://elsewhere.example"), Window = 0,
        };
        var mistakes = options.Validate();
        Assert.All(["Carrier", "AccountSid", "AuthToken", "ApiKey must", "ApiKey and", "MessagingService", "PublicUrl", "BaseAddress", "Window"], word => Assert.Contains(mistakes, mistake => mistake.StartsWith(word, StringComparison.Ordinal)));
    }
}
