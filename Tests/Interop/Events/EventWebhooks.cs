using System.Text.Json;
using Telephony.Interop.Calls;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Events;

/// <summary>Events of the gateway to an application that reads them with the service's own packages.</summary>
public sealed class EventWebhooks
{
    private const string Us = "+12025550100";
    private const string Them = "+14255550123";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Applications_of_every_kind_are_told_of_messages_and_reports()
    {
        await using var field = new Field();
        var tls = Certificates.Make(field.Work);
        var gateway = await field.GatewayAsync(new GatewaySetup { Https = true }.Setting("Events__Authorities", tls.AuthorityFile));
        var receiver = field.Owns(await WebhookReceiver.StartAsync(tls, gateway.AuthorityFile));
        await AddAsync(gateway, "grid", receiver.Url("/grid?code=hidden"), "--type", "Microsoft.Communication.SMSReceived", "--type", "Microsoft.Communication.SMSDeliveryReportReceived");
        await AddAsync(gateway, "cloud", receiver.HttpsUrl("/cloud"), "--schema", "cloudevents", "--subject-ends", Us[^4..], "--batch", "10");
        Assert.Contains("The endpoint has not agreed: it took the validation event", await AddAsync(gateway, "manual", receiver.Url("/manual")), StringComparison.Ordinal);
        await receiver.PostAsync("/secret", new { secret = (await AddAsync(gateway, "hmac", receiver.Url("/hmac"), "--schema", "cloudevents", "--proof", "hmac")).Split(' ', '\n').First(static word => word.StartsWith("whsec_", StringComparison.Ordinal)) });
        await AddAsync(gateway, "jwt", receiver.Url("/jwt"), "--proof", "jwt", "--audience", "my-app");
        await receiver.PostAsync("/issuer", new { url = $"https://127.0.0.1:{gateway.GatewayPorts.Https}", audience = "my-app" });
        await AddAsync(gateway, "others", receiver.Url("/others"), "--subject-begins", "/phonenumber/1303");
        await AgreedAsync(gateway, "grid", "cloud", "hmac", "jwt", "others");

        await using var stream = await ListenAsync(gateway, "Grüße 1");
        await using var watch = await gateway.StartCommandAsync("events", "watch");
        await stream.SaysAsync("listening", Soon);
        await gateway.CommandAsync("messages", "inbound", Them, Us, "Grüße 1");

        var taken = await receiver.TakesAsync("/grid", "Grüße 1");
        Assert.Equal(("Microsoft.Communication.SMSReceived", "/phonenumber/12025550100", Us, Them), (taken.Type, taken.Subject, taken.Data.GetProperty("to").GetString(), taken.Data.GetProperty("from").GetString()));
        foreach (var path in new[] { "/cloud", "/hmac", "/jwt" }) Assert.Equal(taken.Id, (await receiver.TakesAsync(path, "Grüße 1")).Id);
        Assert.Equal(0, await stream.ExitAsync(Soon));
        await watch.SaysAsync(taken.Id, Soon);

        // What waited for the endpoint's consent is sent when it has it.
        Assert.Empty(await receiver.TakenAsync("/manual"));
        await receiver.PostAsync("/consent");
        await receiver.TakesAsync("/manual", "Grüße 1");

        Assert.Equal(0, (await NodeScript.RunAsync("sms-once.mjs", gateway, "default", ("TO", "+14255550190"), ("EXPECT", "202"))).Code);
        await Until.TrueAsync(async () => (await receiver.TakenAsync("/grid")).Any(static one => one.Type.EndsWith("SMSDeliveryReportReceived", StringComparison.Ordinal)), Soon, () => $"No report came.\n{receiver.Log}");
        Assert.Empty(await receiver.TakenAsync("/others"));
        Assert.DoesNotContain("Grüße", gateway.Process.Log);
        Assert.DoesNotContain("hidden", gateway.Process.Log);
        Assert.DoesNotContain("REFUSED", receiver.Log);
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task What_an_endpoint_refuses_is_dead_until_it_is_replayed_and_a_slow_one_holds_up_nobody()
    {
        await using var field = new Field();
        var gateway = await field.GatewayAsync(new GatewaySetup());
        var receiver = field.Owns(await WebhookReceiver.StartAsync(Certificates.Make(field.Work), null));
        Assert.Contains("The endpoint agreed.", await AddAsync(gateway, "quick", receiver.Url("/grid"), "--ordered"), StringComparison.Ordinal);
        await AddAsync(gateway, "slow", receiver.Url("/slow"), "--concurrency", "1");
        await AddAsync(gateway, "never", receiver.Url("/never"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => AddAsync(gateway, "far", "http://app.example.com/"));
        await AgreedAsync(gateway, "quick", "slow", "never");
        await receiver.AnswersAsync("/slow", 0, 5000);
        await receiver.AnswersAsync("/never", 400);

        using var inbound = new InboundTexts(gateway);
        for (var i = 0; i < 30; i++) Assert.True(await inbound.ReceiveAsync($"text {i}"));

        await receiver.TakesAsync("/grid", "text 29");
        Assert.Equal(Enumerable.Range(0, 30).Select(static i => $"text {i}"), (await receiver.TakenAsync("/grid")).Select(static taken => taken.Text));      // in order
        Assert.True((await receiver.TakenAsync("/slow")).Count < 30);
        await Until.TrueAsync(async () => (await DeadAsync(gateway)).Count == 30, Soon, static () => "What was refused is not dead.");
        await receiver.AnswersAsync("/never", 0);
        var first = (await DeadAsync(gateway))[0];
        await gateway.CommandAsync("events", "replay", "never", "--event", first.Split(' ')[0]);
        Assert.Equal((first.Split(' ')[0], "text 0"), ((await receiver.TakesAsync("/never", "text 0")).Id, "text 0"));
        await gateway.CommandAsync("events", "replay", "never");
        await Until.TrueAsync(async () => (await receiver.TakenAsync("/never")).Count == 30 && (await DeadAsync(gateway)).Count == 0, Soon, static () => "Not all were replayed.");

        async Task<IReadOnlyList<string>> DeadAsync(GatewayProcess of) => [.. (await of.CommandAsync("events", "dead", "--subscription", "never")).Split('\n').Where(static line => line.Contains("answered 400", StringComparison.Ordinal))];
    }

    private static async Task<string> AddAsync(GatewayProcess gateway, params string[] words) => await gateway.CommandAsync(["events", "subscriptions", "add", .. words]);

    /// <summary>Waits for the log to say so of each: a command for every look would cost more than the wait.</summary>
    internal static Task AgreedAsync(GatewayProcess gateway, params string[] names) => Until.TrueAsync(
        () => names.All(name => gateway.Process.Log.Split('\n').Any(line => line.Contains($"Subscription {name} of ", StringComparison.Ordinal) && line.Contains(" agreed to be sent events", StringComparison.Ordinal) && !line.Contains(" has not agreed ", StringComparison.Ordinal))),
        Soon, () => $"Not all endpoints agreed:\n{gateway.Process.Log}");

    private static async Task<ChildProcess> ListenAsync(GatewayProcess gateway, string message) => await NodeScript.StartAsync(
        "events-stream.mjs", [], new Dictionary<string, string> { ["CONNECTION_STRING"] = await gateway.ConnectionStringAsync(), ["NODE_EXTRA_CA_CERTS"] = gateway.AuthorityFile, ["MESSAGE"] = message });
}
