using Microsoft.Extensions.Time.Testing;
using Telephony.Domain.Records;
using Telephony.Storage.Databases;
using Telephony.Storage.Journal;
using Telephony.Storage.Records;
using Telephony.Support.Storage;

namespace Telephony.Contracts.Storage;

public sealed class SqliteFileCallJournalTests : CallJournalContract
{
    protected override async ValueTask<Harness> CreateAsync() => new FileHarness(await TestDatabase.OpenAsync(StorageProvider.Sqlite));
}

public sealed class PostgresFileCallJournalTests : CallJournalContract
{
    protected override async ValueTask<Harness> CreateAsync() => new FileHarness(await TestDatabase.OpenAsync(StorageProvider.Postgres));
}

/// <summary>The journal in files, before a database.</summary>
file sealed class FileHarness : CallJournalContract.Harness
{
    private readonly FullableDisk _disk = new();
    private readonly TestDatabase _database;
    private readonly CallRecordStore _store;
    private readonly CallJournal _journal;
    private readonly JournalFeeder _feeder;

    public FileHarness(TestDatabase database)
    {
        var clock = new FakeTimeProvider(SampleCalls.Epoch);
        _database = database;
        _store = new CallRecordStore(database.Database, clock);
        _journal = new CallJournal(Path.Combine(database.Directory, "journal"), 2, new JournalOptions { SegmentBytes = 64 * 1024 }, _disk);
        _feeder = new JournalFeeder(_journal, _store, clock);
    }

    public override ICallJournal Journal => _journal;

    public override ICallRecordStore Store => _store;

    public override ValueTask SettleAsync() => _feeder.FeedAsync(everything: true, CancellationToken.None);

    public override void Fill()
    {
        _disk.Full = true;
        _journal.Maintain();
    }

    public override void MakeRoom()
    {
        _disk.Full = false;
        _journal.Maintain();
    }

    public override async ValueTask DisposeAsync()
    {
        _journal.Dispose();
        await _feeder.DisposeAsync();
        await _database.DisposeAsync();
    }
}
