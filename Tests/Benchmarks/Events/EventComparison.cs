using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Benchmarks.Api;
using Telephony.Benchmarks.Results;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Events.Delivery;
using Telephony.Events.Subscriptions;
using Telephony.Events.Webhooks;
using Telephony.Identity.Tokens;
using Telephony.Peers.Agents;
using Telephony.Peers.Processes;
using Telephony.Storage.Databases;
using Telephony.Storage.Events;
using Telephony.Storage.Postgres;
using Telephony.Storage.Sqlite;
using Telephony.Storage.Tokens;

namespace Telephony.Benchmarks.Events;

/// <summary>Events from the store to a webhook that takes all of them, a bare Kestrel in a process of its own: stored, fanned out, claimed, sent one a request, settled. PostgreSQL syncs each commit, as an operator's does.</summary>
internal static class EventComparison
{
    private const int Told = 50;      // events of one transaction

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public static async Task RunAsync(BenchmarkOptions options)
    {
        var events = options.Number("events", 20_000) / Told * Told;
        var table = new ResultTable("events", "store", "proof", "a request", "delivered per second", "our CPU us each", "heap after, MB", "heap after twice, MB");
        using var work = new WorkFolder();
        var port = Ports.Take();
        await using var hook = await BareKestrel.StartAsync(work, port, 2, 1);
        var url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/bare"));
        await using (var sqlite = await SqliteDatabase.OpenAsync(work.File(SqliteDatabase.FileName))) await MeasureAsync(sqlite, url, events, table);
        await using var server = await Postgres.StartAsync(synced: true);
        await using (var postgres = await PostgresDatabase.OpenAsync(server.ConnectionString(await server.CreateDatabaseAsync()), "", TimeProvider.System)) await MeasureAsync(postgres, url, events, table);
        await table.PublishAsync($"{events} events of one resource to one webhook, {EventSubscription.UsualConcurrency} requests at once; webhook, database and generator on the same machine. CPU is the gateway's side.");
    }

    private static async Task MeasureAsync(Database database, Uri url, int events, ResultTable table)
    {
        foreach (var (proof, batch) in new[] { (WebhookProof.None, 1), (WebhookProof.Jwt, 1), (WebhookProof.None, 20) })
        {
            var subscriptions = new SubscriptionStore(database);
            await subscriptions.RemoveAsync(ResourceId.Default, "hook", default);
            await subscriptions.AddAsync(
                new EventSubscription { Resource = ResourceId.Default, Name = "hook", Url = url, Proof = proof, BatchSize = batch, State = SubscriptionState.Active, Code = Guid.NewGuid(), CreatedAt = TimeProvider.System.GetUtcNow() }, default);
            var store = new EventStore(database);
            using var sender = new WebhookSender(TimeProvider.System);
            var keys = new SigningKeys(new SigningKeyStore(database), TimeSpan.FromDays(30), TimeProvider.System, NullLogger<SigningKeys>.Instance);
            await keys.TendAsync(default);
            var webhooks = new SignedWebhooks(sender, new WebhookTokens(new ServiceTokens(keys, "https://127.0.0.1", TimeProvider.System)), static _ => "bench", TimeProvider.System);
            await using var dispatch = new EventDispatch(
                store, new SubscriptionDirectory(subscriptions, TimeProvider.System, NullLogger<SubscriptionDirectory>.Instance), new Handshake(webhooks, static _ => "", "bench", TimeProvider.System), webhooks, static () => 0, TimeProvider.System,
                NullLogger<EventDispatch>.Instance);
            database.EventsWritten = dispatch.Wake;
            await dispatch.StartAsync(default);
            await RoundAsync(store, dispatch, events / 10);      // compiled, connected
            var (cpu, start) = (OwnCpu(), TimeProvider.System.GetTimestamp());
            await RoundAsync(store, dispatch, events);
            var (seconds, ours, heap) = (TimeProvider.System.GetElapsedTime(start).TotalSeconds, (OwnCpu() - cpu).TotalMicroseconds, Heap());
            await RoundAsync(store, dispatch, events);
            database.EventsWritten = null;
            table.Row(
                database.Dialect, proof.ToString(), batch.ToString(CultureInfo.InvariantCulture), (events / seconds).ToString("F0", CultureInfo.InvariantCulture), (ours / events).ToString("F1", CultureInfo.InvariantCulture),
                heap.ToString("F1", CultureInfo.InvariantCulture), Heap().ToString("F1", CultureInfo.InvariantCulture));
        }
    }

    private static async Task RoundAsync(EventStore store, EventDispatch dispatch, int events)
    {
        var wanted = dispatch.Statistics.Taken + events;
        for (var i = 0; i < events; i += Told)
        {
            await store.AddAsync([.. Enumerable.Range(i, Told).Select(static number => NewEvent.Of(
                ResourceId.Default, "Microsoft.Communication.SMSReceived", "/phonenumber/12025550100", TimeProvider.System.GetUtcNow(), json =>
                {
                    json.WriteString("messageId", Guid.NewGuid());
                    json.WriteString("from", "+14255550123");
                    json.WriteString("to", "+12025550100");
                    json.WriteString("message", "A message of the usual length, as people write them to each other every day.");
                    json.WriteNumber("segmentCount", number % 3);
                }))], default);
        }
        await Until.TrueAsync(() => dispatch.Statistics.Taken >= wanted, Longest, () => $"{dispatch.Statistics.Taken} of {wanted} events were delivered.");
    }

    private static double Heap() => GC.GetTotalMemory(forceFullCollection: true) / 1e6;

    private static TimeSpan OwnCpu()
    {
        using var own = Process.GetCurrentProcess();
        return own.TotalProcessorTime;
    }
}
