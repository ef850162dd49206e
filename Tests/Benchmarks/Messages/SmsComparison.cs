using System.Globalization;
using Telephony.Benchmarks.Api;
using Telephony.Benchmarks.Peers;
using Telephony.Benchmarks.Results;
using Telephony.Domain.Messages;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Telephony.Storage.Databases;
using Telephony.Storage.Messages;
using Telephony.Storage.Postgres;
using Telephony.Storage.Sqlite;

namespace Telephony.Benchmarks.Messages;

/// <summary>Text messages a second that the API accepts, and that are with their carrier (the simulator) and settled, on each store.</summary>
internal static class SmsComparison
{
    private const int Connections = 16;

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        var (rounds, seconds) = (options.Number("rounds", 4), options.Number("seconds", 4));
        var table = new ResultTable("sms", "store", "accepted/s", "delivered/s", "CPU us per message", "memory MB first / last round", "left");
        using var work = new WorkFolder();
        var good = await MeasureAsync(work, "sqlite", new GatewaySetup { V6 = false }, null, rounds, seconds, table);
        await using var server = await Postgres.StartAsync(synced: true);
        var connection = server.ConnectionString(await server.CreateDatabaseAsync());
        good &= await MeasureAsync(work, "postgres", new GatewaySetup { V6 = false }.Setting("Storage__Provider", "Postgres").Setting("Storage__ConnectionString", connection), connection, rounds, seconds, table);
        await table.PublishAsync($"{rounds} rounds of {seconds} s of signed POST /sms with one recipient on {Connections} connections, then until all are settled; wrk on core {Systems.LoadCore}, the gateway on core {Systems.SystemCore}; PostgreSQL syncs each commit and runs where it likes. Delivered: from the first request until the last is settled.");
        Console.WriteLine(good ? "Verdict: nothing left, memory flat." : "Verdict: NOT good.");
        return good ? 0 : 1;
    }

    private static async Task<bool> MeasureAsync(WorkFolder work, string name, GatewaySetup setup, string? postgres, int rounds, int seconds, ResultTable table)
    {
        await using var gateway = await GatewayProcess.StartAsync(work, setup.Setting("Api__RequestsPerSecond", "0"), core: Systems.SystemCore);
        await using Database database = postgres is null
            ? await SqliteDatabase.OpenAsync(Path.Combine(gateway.DataFolder, SqliteDatabase.FileName)) : await PostgresDatabase.OpenAsync(postgres, "", TimeProvider.System);
        var (store, signed) = (new MessageStore(database), new SignedRequests(gateway.GatewayPorts.Http, (await gateway.ConnectionStringAsync()).Split("accesskey=")[1]));
        var (accepted, delivered, micros, megabytes, left) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), 0);
        for (var round = 0; round <= rounds; round++)
        {
            var (cpu, start) = (gateway.Process.CpuTime, TimeProvider.System.GetTimestamp());
            var figures = await Wrk.RunAsync(work, SmsRequests.Make(signed), Connections, seconds, Systems.LoadCore);
            if (figures.Errors > 0) throw new InvalidOperationException($"{figures.Errors} of {figures.Answers} requests were refused.\n{gateway.Process.Log}");
            left = await SettledAsync(store) ? 0 : left + 1;
            var elapsed = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
            if (round == 0) continue;       // the compiler's
            accepted.Add(figures.PerSecond);
            delivered.Add(figures.Answers / elapsed);
            micros.Add((gateway.Process.CpuTime - cpu).TotalMicroseconds / figures.Answers);
            megabytes.Add(ProcessFigures.OwnBytes(gateway.Process.Pid) / 1048576.0);
        }
        table.Row(name, Middle(accepted), Middle(delivered), Middle(micros), string.Create(CultureInfo.InvariantCulture, $"{megabytes[0]:F0} / {megabytes[^1]:F0}"), $"{left}");
        return left == 0 && megabytes[^1] <= (megabytes[0] * 1.2) + 16;
    }

    private static async Task<bool> SettledAsync(MessageStore store)
    {
        for (var tries = 0; tries < 1200; tries++)
        {
            if (await store.NextDueAsync("simulator", default) is null && (await store.ListAsync(null, MessageState.Sending, 1, default)).Count == 0) return true;
            await Task.Delay(50);
        }
        return false;
    }

    private static string Middle(List<double> values) => values.Order().ElementAt(values.Count / 2).ToString("F0", CultureInfo.InvariantCulture);
}
