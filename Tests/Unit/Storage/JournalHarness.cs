using Microsoft.Extensions.Time.Testing;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Storage.Journal;
using Telephony.Storage.Records;
using Telephony.Storage.Sqlite;
using Telephony.Support.Storage;

namespace Telephony.Unit.Storage;

/// <summary>A data directory for journal tests: journals are opened and abandoned in it as processes would.</summary>
internal sealed class JournalHarness : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private SqliteDatabase? _database;
    private CallRecordStore? _store;

    public FakeTimeProvider Clock { get; } = new(SampleCalls.Epoch);

    public FullableDisk Disk { get; } = new();

    public JournalOptions Options { get; } = new() { SegmentBytes = 64 * 1024, MinimumFreeBytes = 0 };

    public string JournalPath => _directory.File("journal");

    public CallRecordStore Store => _store ?? throw new InvalidOperationException("Nothing was opened.");

    public IReadOnlyList<string> Segments => [.. JournalSegment.List(JournalPath).Select(segment => segment.Path)];

    public static async Task<JournalHarness> CreateAsync()
    {
        var harness = new JournalHarness();
        harness._database = await SqliteDatabase.OpenAsync(harness._directory.File(SqliteDatabase.FileName));
        harness._store = new CallRecordStore(harness._database, harness.Clock);
        return harness;
    }

    public CallJournal Open(int shards = 1) => new(JournalPath, shards, Options, Disk);

    /// <summary>What a new process does at its start.</summary>
    public async Task<RecoveredCalls> RecoverAsync() => await new JournalRecovery(JournalPath, Store).RecoverAsync();

    public async Task<CallRecord?> FindAsync(int number) => await Store.FindAsync(ResourceId.Default, SampleCalls.Id(number));

    public async Task<List<string>> ContentAsync()
    {
        var all = new List<string>();
        await foreach (var record in Store.StreamAsync(ResourceId.Default, new CallQuery())) all.Add(Convert.ToHexString(CallRows.Encode(record)));
        return all;
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null) await _database.DisposeAsync();
        _directory.Dispose();
    }
}
