using System.Globalization;
using Telephony.Benchmarks.Api;
using Telephony.Benchmarks.Peers;
using Telephony.Benchmarks.Results;
using Telephony.Domain.Messages;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Telephony.Storage.Messages;
using Telephony.Storage.Sqlite;

namespace Telephony.Benchmarks.Messages;

/// <summary>
/// Delivery reports by SMPP: the centre keeps those of many messages back and then sends them as fast as they are taken; each is answered when it is stored with the event that tells of it. From the first
/// report until the last message is Delivered.
/// </summary>
internal static class ReceiptMeasurement
{
    private const int Connections = 16;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        var (rounds, seconds) = (options.Number("rounds", 3), options.Number("seconds", 3));
        using var work = new WorkFolder();
        await using var centre = await CountingCentre.StartAsync(work, Systems.LoadCore);
        var file = work.Write("messaging.json", $$"""{ "carriers": [ { "name": "centre", "smpp": { "host": "127.0.0.1", "port": {{centre.Port}}, "systemId": "telephony", "password": "{{CountingCentre.Password}}" } } ] }""");
        await using var gateway = await GatewayProcess.StartAsync(work, new GatewaySetup { V6 = false }.Setting("Api__RequestsPerSecond", "0").Setting("Messaging__File", file), core: Systems.SystemCore);
        var signed = new SignedRequests(gateway.GatewayPorts.Http, (await gateway.ConnectionStringAsync()).Split("accesskey=")[1]);
        await Until.TrueAsync(centre.IsBoundAsync, TimeSpan.FromSeconds(20), static () => "Not bound.");
        await using var database = await SqliteDatabase.OpenAsync(Path.Combine(gateway.DataFolder, SqliteDatabase.FileName));
        var store = new MessageStore(database);
        var (rates, micros, reports, left) = (new List<double>(), new List<double>(), 0, 0);
        for (var round = 0; round <= rounds; round++)
        {
            await centre.KeepAsync();
            var figures = await Wrk.RunAsync(work, SmsRequests.MakeReported(signed), Connections, seconds, Systems.LoadCore);
            if (!await AreNoneAsync(store, MessageState.Queued, MessageState.Sending)) throw new InvalidOperationException("The centre has not taken them all.");
            var (cpu, start) = (gateway.Process.CpuTime, TimeProvider.System.GetTimestamp());
            await centre.ReleaseAsync();
            var all = await AreNoneAsync(store, MessageState.Sent);
            var elapsed = TimeProvider.System.GetElapsedTime(start);
            if (round == 0) continue;      // the compiler's
            (reports, left) = (reports + figures.Answers, all ? left : left + 1);
            rates.Add(figures.Answers / elapsed.TotalSeconds);
            micros.Add((gateway.Process.CpuTime - cpu).TotalMicroseconds / figures.Answers);
        }
        var table = new ResultTable("receipts", "reports", "per second", "spread", "CPU us per report", "rounds with some left");
        table.Row($"{reports}", F(Middle(rates)), $"{F(rates.Min())}-{F(rates.Max())}", F(Middle(micros)), $"{left}");
        await table.PublishAsync($"{rounds} rounds; reports of {seconds} s of messages each; npm smpp as centre on core {Systems.LoadCore}, the gateway with SQLite on core {Systems.SystemCore}.");
        return left == 0 ? 0 : 1;
    }

    private static async Task<bool> AreNoneAsync(MessageStore store, params MessageState[] states)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < Longest)
        {
            var some = false;
            foreach (var state in states) some |= (await store.ListAsync(null, state, 1, default)).Count > 0;
            if (!some) return true;
            await Task.Delay(50);
        }
        return false;
    }

    private static double Middle(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string F(double value) => value.ToString("F0", CultureInfo.InvariantCulture);
}
