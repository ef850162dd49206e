using Microsoft.Extensions.Time.Testing;
using Telephony.Domain.Numbers;
using Telephony.Domain.Records;
using Telephony.Domain.Registration;
using Telephony.Support.Storage;

namespace Telephony.Contracts.Storage;

public sealed class MemoryCallRecordStoreTests : CallRecordStoreContract
{
    protected override long SmallBytes => 100_000;

    protected override ValueTask<ICallRecordStore> CreateAsync() => ValueTask.FromResult<ICallRecordStore>(new MemoryCallRecordStore(Clock));
}

public sealed class MemoryNumberStoreTests : NumberStoreContract
{
    protected override ValueTask<INumberStore> CreateAsync() => ValueTask.FromResult<INumberStore>(new MemoryNumberStore());
}

public sealed class MemoryBindingStoreTests : BindingStoreContract
{
    protected override ValueTask<IBindingStore> CreateAsync() => ValueTask.FromResult<IBindingStore>(new MemoryBindings());
}

public sealed class MemoryCallJournalTests : CallJournalContract
{
    protected override ValueTask<Harness> CreateAsync() => ValueTask.FromResult<Harness>(new MemoryHarness());

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
