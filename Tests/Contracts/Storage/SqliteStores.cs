using Microsoft.Extensions.Time.Testing;
using Telephony.Domain.Numbers;
using Telephony.Domain.Records;
using Telephony.Storage.Journal;
using Telephony.Storage.Sqlite;
using Telephony.Support.Storage;

namespace Telephony.Contracts.Storage;

public sealed class SqliteCallRecordStoreTests : CallRecordStoreContract
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteDatabase _database;
    private readonly SqliteCallRecordStore _store;

    public SqliteCallRecordStoreTests()
    {
        _database = SqliteDatabase.Open(_directory.File(SqliteDatabase.FileName));
        _store = new SqliteCallRecordStore(_database, Clock);
    }

    protected override ICallRecordStore Store => _store;

    protected override long SmallBytes => 500_000;

    public override void Dispose()
    {
        base.Dispose();
        _store.Dispose();
        _database.Dispose();
        _directory.Dispose();
    }
}

public sealed class SqliteNumberStoreTests : NumberStoreContract
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteDatabase _database;

    public SqliteNumberStoreTests()
    {
        _database = SqliteDatabase.Open(_directory.File(SqliteDatabase.FileName));
        Store = new SqliteNumberStore(_database);
    }

    protected override INumberStore Store { get; }

    public override void Dispose()
    {
        base.Dispose();
        _database.Dispose();
        _directory.Dispose();
    }
}

public sealed class FileCallJournalTests : CallJournalContract
{
    protected override Harness Create() => new FileHarness();

    private sealed class FileHarness : Harness
    {
        private readonly TemporaryDirectory _directory = new();
        private readonly FullableDisk _disk = new();
        private readonly SqliteDatabase _database;
        private readonly SqliteCallRecordStore _store;
        private readonly CallJournal _journal;
        private readonly JournalFeeder _feeder;

        public FileHarness()
        {
            var clock = new FakeTimeProvider(SampleCalls.Epoch);
            _database = SqliteDatabase.Open(_directory.File(SqliteDatabase.FileName));
            _store = new SqliteCallRecordStore(_database, clock);
            _journal = new CallJournal(_directory.File("journal"), 2, new JournalOptions { SegmentBytes = 64 * 1024 }, _disk);
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
            _store.Dispose();
            _database.Dispose();
            _directory.Dispose();
        }
    }
}
