using System.Collections.Concurrent;
using Telephony.Interop.Calls;
using Telephony.Interop.Storage;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Events;

/// <summary>
/// The gateway is killed in the middle of deliveries, at moments that chance picks, against an application that counts. What was accepted arrives, under one id however often.
/// TELEPHONY_KILLS and TELEPHONY_SEED ask for more, and for the same again.
/// </summary>
public sealed class EventKills
{
    private const int UsualKills = 8;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Nothing_that_was_accepted_is_lost_by_kills_and_every_event_keeps_its_id()
    {
        var (kills, seed) = (KillStore.Setting("TELEPHONY_KILLS", UsualKills), KillStore.Setting("TELEPHONY_SEED", Environment.TickCount));
        var chance = new Random(seed);
        await using var field = new Field();
        var gateway = await field.GatewayAsync(new GatewaySetup { LongestRun = TimeSpan.FromMinutes(30) });
        var receiver = field.Owns(await WebhookReceiver.StartAsync(Certificates.Make(field.Work), null));
        await gateway.CommandAsync("events", "subscriptions", "add", "plain", receiver.Url("/grid"));
        await gateway.CommandAsync("events", "subscriptions", "add", "line", receiver.Url("/cloud"), "--schema", "cloudevents", "--ordered", "--batch", "5");
        await EventWebhooks.AgreedAsync(gateway, "plain", "line");
        await receiver.AnswersAsync("/grid", 0, 5);
        var (accepted, tried) = (new ConcurrentQueue<string>(), 0);

        for (var kill = 0; kill < kills; kill++)
        {
            using var inbound = new InboundTexts(gateway);
            using var end = new CancellationTokenSource();
            var before = accepted.Count;
            var telling = TellAsync(inbound, end.Token);
            await Until.TrueAsync(() => accepted.Count > before, Soon, () => $"Seed {seed}: nothing is accepted any more. {gateway.Process.Log}");      // however slow the machine is
            await Task.Delay(chance.Next(0, 400), TestContext.Current.CancellationToken);      // the seeded moment
            gateway.Kill();
            await end.CancelAsync();
            await telling;
            await gateway.RunAsync();
        }

        using (var last = new InboundTexts(gateway)) await Until.TrueAsync(() => TellOnceAsync(last), Soon, () => $"Seed {seed}: nothing is accepted at the end. {gateway.Process.Log}");
        foreach (var path in new[] { "/grid", "/cloud" })
        {
            await Until.TrueAsync(
                async () => !accepted.Except((await receiver.TakenAsync(path)).Select(static taken => taken.Text!)).Any(), TimeSpan.FromSeconds(120),      // an attempt that failed is made again after 10 s, 30 s and a minute
                () => $"Seed {seed}: lost at {path} of {accepted.Count}. {gateway.Process.Log}\n{receiver.Log}");
            var taken = await receiver.TakenAsync(path);
            Assert.All(taken.GroupBy(static one => one.Text), static same => Assert.Single(same.Select(static one => one.Id).Distinct()));
            TestContext.Current.TestOutputHelper?.WriteLine($"{path}: seed {seed}, {kills} kills, {accepted.Count} accepted of {tried}, {taken.Count} deliveries of {taken.Select(static one => one.Id).Distinct().Count()} events");
        }

        // One subject: the first time that each event came, they came in order.
        var firsts = (await receiver.TakenAsync("/cloud")).Select(static one => one.Id).Distinct().ToList();
        Assert.Equal(firsts.Order(StringComparer.Ordinal), firsts);

        async Task TellAsync(InboundTexts inbound, CancellationToken end)
        {
            while (!end.IsCancellationRequested) await TellOnceAsync(inbound);
        }

        // A text is tried once: of one without an answer nobody knows whether it was accepted.
        async Task<bool> TellOnceAsync(InboundTexts inbound)
        {
            var text = $"text {++tried}";
            if (!await inbound.ReceiveAsync(text)) return false;
            accepted.Enqueue(text);
            return true;
        }
    }
}
