using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Domain.Messages;
using Telephony.Twilio.Settings;
using Telephony.Twilio.Webhooks;
using Xunit;

namespace Telephony.Unit.Twilio;

/// <summary>What comes by a webhook URL: taken when Twilio signed it, as what it is, once it is stored.</summary>
public sealed class WebhookTests : ICarrierMessageSink
{
    private const string Token = "12345";

    private static readonly TwilioOptions Options = new() { Carrier = "twilio", AccountSid = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", AuthToken = Token, PublicUrl = new Uri("https://sms.example.net/front/") };

    private static readonly string[] Types = ["", "application/json", "application/x-www-form-urlencoded"];

    private readonly List<InboundMessage> _messages = [];
    private readonly List<DeliveryReport> _reports = [];
    private readonly TwilioWebhooks _webhooks;
    private bool _full;

    public WebhookTests() => _webhooks = new TwilioWebhooks(Options, this, TimeProvider.System, NullLogger<TwilioWebhooks>.Instance);

    [Fact]
    public void Urls_name_the_carrier_and_ask_for_repetition() =>
        Assert.Equal("https://sms.example.net/front/carriers/twilio/status?message=1#rc=5&rp=all", Options.StatusUrl("message=1")!.AbsoluteUri);

    [Theory]
    [InlineData("https://sms.example.net/front/carriers/twilio/message")]
    [InlineData("https://sms.example.net:443/front/carriers/twilio/message")]      // Twilio signs either
    public async Task A_signed_message_is_taken(string signedUrl)
    {
        var answer = await TakeAsync(Message("Hello & goodbye + ü"), signedUrl: signedUrl);

        Assert.Equal(200, answer.Status);
        Assert.Contains("<Response/>", answer.Xml, StringComparison.Ordinal);
        var message = Assert.Single(_messages);
        Assert.Equal(("SM1", "+14255550150", "+12025550100", "Hello & goodbye + ü", true), (message.CarrierId, message.From.Text, message.To.Text, message.Text, message.IsAnsweredByCarrier));
    }

    [Theory]
    [InlineData("http://sms.example.net/front/carriers/twilio/message", Token)]
    [InlineData("https://other.example.net/front/carriers/twilio/message", Token)]
    [InlineData("https://sms.example.net/front/carriers/twilio/message", "another token")]
    public async Task What_was_signed_for_another_URL_or_with_another_token_is_refused(string url, string token)
    {
        Assert.Equal(403, (await TakeAsync(Message("Hello"), signedUrl: url, token: token)).Status);
        Assert.Empty(_messages);
    }

    [Fact]
    public async Task Another_account_is_refused_though_the_signature_is_good()
    {
        var form = Message("Hello");
        form["AccountSid"] = "ACbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
        Assert.Equal(403, (await TakeAsync(form)).Status);
    }

    [Fact]
    public async Task What_cannot_be_stored_is_not_acknowledged()
    {
        _full = true;
        Assert.Equal(503, (await TakeAsync(Message("Hello"))).Status);
    }

    [Fact]
    public async Task Pictures_are_named_behind_the_text_and_words_that_Twilio_read_are_believed()
    {
        var form = Message("Look");
        (form["NumMedia"], form["MediaUrl0"], form["OptOutType"]) = ("1", "https://api.twilio.com/media/1", "STOP");
        await TakeAsync(form);
        Assert.Equal(("Look\nhttps://api.twilio.com/media/1", "STOP"), (_messages[0].Text, _messages[0].ReadAs));
    }

    [Theory]
    [InlineData("queued", DeliveryState.Enroute)]
    [InlineData("sent", DeliveryState.Enroute)]
    [InlineData("delivered", DeliveryState.Delivered)]
    [InlineData("undelivered", DeliveryState.Undeliverable)]
    [InlineData("failed", DeliveryState.Rejected)]
    public async Task A_status_is_a_report_that_names_our_message(string word, DeliveryState state)
    {
        var id = MessageId.New(TimeProvider.System);
        var form = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["MessageSid"] = "SM9", ["AccountSid"] = Options.AccountSid, ["MessageStatus"] = word, ["ErrorCode"] = "30003" };

        Assert.Equal(204, (await TakeAsync(form, "status", $"?resource=shop&message={id}")).Status);

        var report = Assert.Single(_reports);
        Assert.Equal(("SM9", state, "30003", "shop", id), (report.CarrierId, report.State, report.ErrorCode, report.Ours?.Resource.Value, report.Ours?.Id));
    }

    [Fact]
    public async Task Whatever_comes_it_answers_and_takes_nothing()
    {
        await Gen.Select(Gen.String, Gen.Byte.Array[0, 200], Gen.Int[0, 2]).SampleAsync(async input =>
        {
            var answer = await _webhooks.TakeAsync(new WebhookRequest("message", "/carriers/twilio/message?" + input.Item1, Types[input.Item3], input.Item1, input.Item2), CancellationToken.None);
            return answer.Status == 403;
        }, iter: 2000);
        Assert.Empty(_messages);
    }

    public ValueTask ReceiveAsync(InboundMessage message, CancellationToken cancellation)
    {
        if (_full) throw new IOException("The disk is full.");
        _messages.Add(message);
        return ValueTask.CompletedTask;
    }

    public ValueTask ReportAsync(DeliveryReport report, CancellationToken cancellation)
    {
        _reports.Add(report);
        return ValueTask.CompletedTask;
    }

    private static SortedDictionary<string, string> Message(string text) => new(StringComparer.Ordinal)
    {
        ["MessageSid"] = "SM1", ["AccountSid"] = Options.AccountSid, ["From"] = "+14255550150", ["To"] = "+12025550100", ["Body"] = text, ["NumMedia"] = "0",
    };

    // The signature as the service's documentation has it, written down a second time.
    private Task<WebhookAnswer> TakeAsync(SortedDictionary<string, string> form, string what = "message", string query = "", string? signedUrl = null, string token = Token)
    {
        var signed = new StringBuilder(signedUrl ?? $"https://sms.example.net/front/carriers/twilio/{what}{query}");
        foreach (var (name, value) in form) signed.Append(name).Append(value);
        var signature = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(signed.ToString())));
        var body = string.Join('&', form.Select(static pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value).Replace("%20", "+", StringComparison.Ordinal)}"));
        return _webhooks.TakeAsync(new WebhookRequest(what, $"/carriers/twilio/{what}{query}", "application/x-www-form-urlencoded", signature, Encoding.UTF8.GetBytes(body)), CancellationToken.None);
    }
}
