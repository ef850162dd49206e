using System.Net;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Interop.Calls;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Telephony.Twilio.Rest;
using Xunit;

namespace Telephony.Interop.Carriers;

/// <summary>Twilio by its own document, mocked by prism; webhooks signed by the npm package twilio.</summary>
public sealed class TwilioContract(TwilioMock mock) : CarrierMessagesContract, IClassFixture<TwilioMock>
{
    protected override async Task<IFarSide> StartAsync() => await TwilioFar.StartAsync(mock, Sink);
}

public sealed class TwilioTests(TwilioMock mock) : IClassFixture<TwilioMock>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly RememberingSink _sink = new();

    [Fact]
    public async Task A_recipient_who_stopped_at_Twilio_is_told_as_such()
    {
        await using var far = await TwilioFar.StartAsync(mock, _sink);

        var refused = Assert.IsType<SendOutcome.Refused>(await CarrierMessagesContract.SendAsync(far, "+14255550107", "Hello"));

        Assert.Equal(("21610", true), (refused.Code, refused.IsOptOut));
    }

    [Fact]
    public async Task A_report_names_our_message_though_the_answer_was_lost()
    {
        await using var far = await TwilioFar.StartAsync(mock, _sink);
        var message = new OutboundMessage
        {
            Id = MessageId.New(TimeProvider.System), Resource = ResourceId.Parse("shop"), From = MessageAddress.Of(PhoneNumber.Parse("+12025550100")), To = PhoneNumber.Parse("+14255550104"), Text = "Hello",
        };

        Assert.IsType<SendOutcome.Unknown>(await far.Adapter.SendAsync(message, TestContext.Current.CancellationToken));
        await Until.TrueAsync(() => _sink.Reports.Any(static report => report.IsFinal), Soon, static () => "No report came.");

        Assert.All(_sink.Reports, report => Assert.Equal((ResourceId.Parse("shop"), message.Id), report.Ours));
    }

    [Fact]
    public async Task A_wrong_password_is_not_taken_and_does_not_show_it()
    {
        await using var far = await TwilioFar.StartAsync(mock, _sink, static options => options with { AuthToken = "wrong-secret" });

        var outcome = Assert.IsType<SendOutcome.NotTaken>(await CarrierMessagesContract.SendAsync(far, "+14255550190", "Hello"));

        Assert.Contains("20003", outcome.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", outcome.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_messaging_service_and_a_text_too_long()
    {
        const string Service = "MGbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
        await using var far = await TwilioFar.StartAsync(mock, _sink, static options => options with { MessagingService = Service });

        Assert.IsType<SendOutcome.Accepted>(await CarrierMessagesContract.SendAsync(far, "+14255550190", new string('x', 1600)));
        Assert.Equal("21617", Assert.IsType<SendOutcome.Refused>(await CarrierMessagesContract.SendAsync(far, "+14255550190", new string('x', 1601))).Code);

        Assert.Equal(Service, Assert.Single(await mock.TakenAsync()).Service);
    }

    [Fact]
    public async Task Webhooks_by_the_gateway_are_believed_when_signed_and_only_then()
    {
        await mock.PostAsync("/reset");
        await using var field = new Field();
        var ports = GatewayPorts.Take(400);
        var file = field.Work.Write("messaging.json", $$"""
            { "carriers": [ { "name": "twilio", "twilio": { "accountSid": "{{TwilioMock.AccountSid}}", "authToken": "{{TwilioMock.AuthToken}}", "publicUrl": "http://127.0.0.1:{{ports.Http}}", "baseAddress": "{{mock.Address}}" } } ] }
            """);
        var gateway = await field.GatewayAsync(new GatewaySetup { Https = true }.Setting("Messaging__File", file), ports);
        var url = $"http://127.0.0.1:{ports.Http}/carriers/twilio/message";

        // Out: taken, reported. To a recipient who stopped there: our own list knows it afterwards.
        Assert.Equal(0, (await NodeScriptAsync(gateway, "+14255550190", "202")).Code);
        await Until.TrueAsync(async () => (await gateway.CommandAsync("messages", "--state", "delivered")).Contains("+14255550190", StringComparison.Ordinal), Soon, () => $"It was not reported: {gateway.Process.Log}");
        Assert.Equal(0, (await NodeScriptAsync(gateway, "+14255550107", "202")).Code);
        await Until.TrueAsync(async () => (await gateway.CommandAsync("messages", "--state", "failed")).Contains("21610", StringComparison.Ordinal), Soon, static () => "It did not fail.");
        Assert.Equal(0, (await NodeScriptAsync(gateway, "+14255550107", "400")).Code);

        // A doubt that a report ends: the answer is lost, the callback comes.
        Assert.Equal(0, (await NodeScriptAsync(gateway, "+14255550104", "202")).Code);
        await Until.TrueAsync(async () => (await gateway.CommandAsync("messages", "--state", "delivered")).Contains("+14255550104", StringComparison.Ordinal), Soon, () => $"The doubt stayed: {gateway.Process.Log}");

        // In: form, JSON; repeated; and everything that is not Twilio.
        var form = new Dictionary<string, string> { ["MessageSid"] = "SM1", ["AccountSid"] = TwilioMock.AccountSid, ["From"] = "+14255550150", ["To"] = "+12025550100", ["Body"] = "stop", ["NumMedia"] = "0" };
        var (signature, _) = await mock.SignAsync(new { url, @params = form });
        Assert.Equal(HttpStatusCode.OK, await PostAsync(url, form, signature));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(url, form, signature));
        Assert.Equal(0, (await NodeScriptAsync(gateway, "+14255550150", "400")).Code);       // STOP was heard, and Twilio answers it
        Assert.DoesNotContain("+14255550150", await gateway.CommandAsync("messages"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(url, form, ""));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(url, form, (signature[0] == 'A' ? 'B' : 'A') + signature[1..]));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(url, new(form) { ["Body"] = "START" }, signature));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(url + "?x=1", form, signature));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(url.Replace("twilio", "other", StringComparison.Ordinal), form, signature));
        await JsonAsync(url);

        Assert.DoesNotContain(TwilioMock.AuthToken, gateway.Process.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("stop", gateway.Process.Log, StringComparison.Ordinal);
    }

    private async Task JsonAsync(string url)
    {
        var body = $$"""{"MessageSid":"SM2","AccountSid":"{{TwilioMock.AccountSid}}","From":"+14255550151","To":"+12025550100","Body":"by JSON"}""";
        var (_, hash) = await mock.SignAsync(new { url, body });
        var signedUrl = $"{url}?bodySHA256={hash}";
        var (signature, _) = await mock.SignAsync(new { url = signedUrl, body });
        Assert.Equal(HttpStatusCode.OK, await SendAsync(signedUrl, new StringContent(body, null, "application/json"), signature));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(signedUrl, new StringContent(body.Replace("by", "no", StringComparison.Ordinal), null, "application/json"), signature));
        var (bare, _) = await mock.SignAsync(new { url, body });
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(url, new StringContent(body, null, "application/json"), bare));       // its body is not signed at all
    }

    private static Task<HttpStatusCode> PostAsync(string url, Dictionary<string, string> form, string signature) => SendAsync(url, new FormUrlEncodedContent(form), signature);

    private static async Task<HttpStatusCode> SendAsync(string url, HttpContent content, string signature)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        if (signature.Length > 0) request.Headers.Add("X-Twilio-Signature", signature);
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }

    private static Task<(int Code, string Log)> NodeScriptAsync(GatewayProcess gateway, string to, string expect) =>
        Telephony.Peers.Agents.NodeScript.RunAsync("sms-once.mjs", gateway, "default", ("TO", to), ("EXPECT", expect));
}
