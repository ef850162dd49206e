using System.Diagnostics;
using System.Globalization;
using Telephony.Benchmarks.Results;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Peers.Agents;
using Telephony.Peers.Processes;
using Telephony.Storage.Archives;
using Telephony.Storage.Databases;
using Telephony.Storage.Journal;
using Telephony.Storage.Postgres;
using Telephony.Storage.Records;
using Telephony.Storage.Sqlite;
using Telephony.Support.Storage;

namespace Telephony.Benchmarks.Storage;

/// <summary>Call records into both stores as the journal feeder brings them, and out of them as people ask. PostgreSQL syncs each commit, as an operator's does.</summary>
internal static class StorageComparison
{
    private const int BatchSize = 500;      // the feeder's
    private const int Finds = 2000;
    private const int Pages = 200;

    public static async Task RunAsync(BenchmarkOptions options)
    {
        var rows = options.Number("rows", 30_000) / BatchSize * BatchSize;
        var table = new ResultTable("storage", "store", "what", "per second", "our CPU us each", "bytes allocated each");
        using var work = new WorkFolder();
        await using (var sqlite = await SqliteDatabase.OpenAsync(work.File(SqliteDatabase.FileName))) await MeasureAsync(sqlite, work, rows, table);
        await using var server = await Postgres.StartAsync(synced: true);
        await using (var postgres = await PostgresDatabase.OpenAsync(server.ConnectionString(await server.CreateDatabaseAsync()), "", TimeProvider.System)) await MeasureAsync(postgres, work, rows, table);
        await table.PublishAsync($"{rows} call records of {CallRows.Encode(SampleCalls.Whole(1)).Length} bytes, in batches of {BatchSize}; server and generator on the same machine. CPU is the gateway's side.");
    }

    private static async Task MeasureAsync(Database database, WorkFolder work, int rows, ResultTable table)
    {
        var store = new CallRecordStore(database, TimeProvider.System);
        var sink = (IRecordSink)store;
        var (started, ended) = (Batches(rows, static number => SampleCalls.Started(number)), Batches(rows, static number => SampleCalls.Whole(number)));
        await sink.TakeAsync(started[0], default);      // once, so that everything is compiled and prepared
        await TimeAsync("new records", rows, async () =>
        {
            foreach (var batch in started) await sink.TakeAsync(batch, default);
        });
        await TimeAsync("the same, ended", rows, async () =>
        {
            foreach (var batch in ended) await sink.TakeAsync(batch, default);
        });
        await TimeAsync("found by id", Finds, async () =>
        {
            for (var i = 0; i < Finds; i++)
            {
                if (await store.FindAsync(ResourceId.Default, SampleCalls.Id((i * 7919) % rows)) is null) throw new InvalidOperationException("A record is not there.");
            }
        });
        await TimeAsync("pages of 100", Pages, async () =>
        {
            var query = new CallQuery { Limit = 100 };
            for (var i = 0; i < Pages; i++) query = query with { After = (await store.ListAsync(ResourceId.Default, query)).Next };
        });
        var file = work.File(database.Dialect + ".zip");
        await TimeAsync("backed up", rows, async () => await Backup.WriteAsync(database, file, [], "", TimeProvider.System, default));
        using var archive = Archive.Open(file);
        await TimeAsync("restored", rows, async () => await Restore.RunAsync(database, archive, force: true, default));

        async Task TimeAsync(string what, int count, Func<Task> act)
        {
            var (cpu, bytes, start) = (OwnCpu(), GC.GetTotalAllocatedBytes(precise: true), TimeProvider.System.GetTimestamp());
            await act();
            var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
            var ours = (OwnCpu() - cpu).TotalMicroseconds;
            table.Row(
                database.Dialect, what, (count / seconds).ToString("F0", CultureInfo.InvariantCulture), (ours / count).ToString("F1", CultureInfo.InvariantCulture),
                ((GC.GetTotalAllocatedBytes(precise: true) - bytes) / count).ToString(CultureInfo.InvariantCulture));
        }
    }

    // Without the server, which is a child of this process.
    private static TimeSpan OwnCpu()
    {
        using var own = Process.GetCurrentProcess();
        return own.TotalProcessorTime;
    }

    private static List<IReadOnlyList<ReadOnlyMemory<byte>>> Batches(int rows, Func<int, CallRecord> make) =>
    [
        .. Enumerable.Range(0, rows).Select(number =>
        {
            var record = make(number);
            record.Revision = record.State == CallState.Ended ? 3 : 1;
            return (ReadOnlyMemory<byte>)CallRows.Encode(record);
        }).Chunk(BatchSize),
    ];
}
