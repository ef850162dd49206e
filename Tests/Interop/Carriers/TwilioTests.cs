using System.Net;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Domain.Numbers;
using Telephony.Interop.Calls;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Telephony.Twilio.Numbers;
using Telephony.Twilio.Rest;
using Xunit;

namespace Telephony.Interop.Carriers;

/// <summary>Twilio by its own document, mocked by prism; webhooks signed by the npm package twilio.</summary>
public sealed class TwilioContract(TwilioMock mock) : CarrierMessagesContract, IClassFixture<TwilioMock>
{
    protected override async Task<IFarSide> StartAsync() => await TwilioFar.StartAsync(mock, Sink);
}

/// <summary>The numbers of an account, by the same mock.</summary>
public sealed class TwilioNumberContract(TwilioMock mock) : CarrierNumbersContract, IClassFixture<TwilioMock>
{
    protected override async Task<INumberFarSide> StartAsync()
    {
        await mock.PostAsync("/reset");
        return new Side(mock);
    }

    private sealed class Side(TwilioMock mock) : INumberFarSide
    {
        private readonly TwilioAccount _account = new(mock.Options(""), TimeProvider.System);

        public ICarrierNumbers Adapter => field ??= new TwilioNumbers(mock.Options("https://sms.example.net"), _account);

        public OfferQuery Query { get; } = new("US", NumberType.Geographic, NumberAssignment.Application, 10) { AreaCode = "425", Capabilities = NumberCapabilities.SmsOut };

        public PhoneNumber NumberThat(NumberFate fate) => PhoneNumber.Parse(fate switch
        {
            NumberFate.IsRefused => "+14255550101",
            NumberFate.AsksForRest => "+14255550102",
            NumberFate.IsLostBefore => "+14255550103",
            NumberFate.IsLostAfter => "+14255550104",
            _ => "+14255550190",
        });

        public async Task<int> SalesOfAsync(PhoneNumber number) => (await mock.GetAsync("/sales")).EnumerateArray().Count(sold => sold.GetString() == number.ToString());

        public Task DisappearAsync() => mock.PostAsync("/gone");

        public ValueTask DisposeAsync()
        {
            _account.Dispose();
            return ValueTask.CompletedTask;
        }
    }
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
    public async Task A_trunk_is_made_once_with_all_that_belongs_to_it_and_lookups_and_prices_are_shown()
    {
        await mock.PostAsync("/reset");
        using var work = new WorkFolder();
        var settings = work.Write("appsettings.json", $$"""{ "Telephony": { "DataDirectory": "{{work.Folder("data")}}", "SbcConfig": "{{work.Folder("sbc")}}", "Messaging": { "File": "messaging.json" } } }""");
        work.Write("messaging.json", $$"""{ "carriers": [ { "name": "twilio", "twilio": { "accountSid": "{{TwilioMock.AccountSid}}", "authToken": "{{TwilioMock.AuthToken}}", "baseAddress": "{{mock.Address}}" } } ] }""");
        using var account = new TwilioAccount(mock.Options(""), TimeProvider.System);
        Assert.IsType<OrderOutcome.Done>(await new TwilioNumbers(mock.Options(""), account).BuyAsync(new CarrierOrder(Guid.NewGuid().ToString("N"), PhoneNumber.Parse("+14255550190"), "US", NumberType.Geographic), default));
        string[] wish = ["twilio", "trunk", "telephony", "--domain", "contoso", "--to", "sip:sbc.example.net:5061;transport=tls", "--to", "sip:backup.example.net:5061;transport=tls", "--user", "telephony", "--address", "192.0.2.7", "--number", "+14255550190", "--secure"];

        var (first, made) = await CommandAsync(settings, wish);
        var (second, again) = await CommandAsync(settings, wish);

        Assert.True((first, second) == (0, 0), made + again);
        Assert.Equal(10, made.Split('\n').Count(static line => line.StartsWith("+ ", StringComparison.Ordinal)));
        Assert.DoesNotContain("+ ", again, StringComparison.Ordinal);
        var lists = await mock.GetAsync("/lists");
        Assert.Equal("contoso.pstn.twilio.com", lists.GetProperty("/v1/Trunks")[0].GetProperty("domain_name").GetString());
        Assert.DoesNotContain("Sup3rSecretWord", made + again + lists, StringComparison.Ordinal);

        Assert.Contains("+14255550190", (await CommandAsync(settings, "twilio", "lookup", "+14255550190")).Text, StringComparison.Ordinal);
        var (_, prices) = await CommandAsync(settings, "twilio", "prices", "us");
        Assert.Contains("1.15 USD a month", prices, StringComparison.Ordinal);
        Assert.Contains("0.0079 USD to 0.0083 USD", prices, StringComparison.Ordinal);
        Assert.Equal(1, (await CommandAsync(settings, "twilio", "trunk", "other", "--number", "+14255550199")).Code);
    }

    private static async Task<(int Code, string Text)> CommandAsync(string settings, params string[] words)
    {
        await using var command = await ChildProcess.StartAsync(
            "telephony", "dotnet", [Repository.HostAssembly, .. words, "--config", settings], Path.GetDirectoryName(settings) ?? ".", TimeSpan.FromMinutes(1), new Dictionary<string, string> { ["TWILIO_TRUNK_PASSWORD"] = "Sup3rSecretWord" });
        var code = await command.ExitAsync(TimeSpan.FromMinutes(1));
        return (code, command.Log);
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
