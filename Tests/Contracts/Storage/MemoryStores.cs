using Microsoft.Extensions.Time.Testing;
using Telephony.Domain.Numbers;
using Telephony.Domain.Records;
using Telephony.Support.Storage;

namespace Telephony.Contracts.Storage;

public sealed class MemoryCallRecordStoreTests : CallRecordStoreContract
{
    private ICallRecordStore? _store;

    protected override ICallRecordStore Store => _store ??= new MemoryCallRecordStore(Clock);

    protected override long SmallBytes => 100_000;
}

public sealed class MemoryNumberStoreTests : NumberStoreContract
{
    protected override INumberStore Store { get; } = new MemoryNumberStore();
}

public sealed class MemoryCallJournalTests : CallJournalContract
{
    protected override Harness Create() => new MemoryHarness();

    private sealed class MemoryHarness : Harness
    {
        private readonly MemoryCallJournal _journal;

        public MemoryHarness()
        {
            Store = new MemoryCallRecordStore(new FakeTimeProvider(SampleCalls.Epoch));
            _journal = new MemoryCallJournal(Store, shards: 2);
        }

        public override ICallJournal Journal => _journal;

        public override ICallRecordStore Store { get; }

        public override ValueTask SettleAsync() => ValueTask.CompletedTask;

        public override void Fill() => _journal.Fill();

        public override void MakeRoom() => _journal.MakeRoom();

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
