using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Domain.Numbers;
using Telephony.Storage.Databases;
using Telephony.Storage.Messages;
using Telephony.Storage.Numbers;
using Telephony.Storage.Records;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Contracts.Storage;

/// <summary>What every count of usage does.</summary>
public abstract class NumberUsageContract : StoreContract<INumberUsage>
{
    private static readonly PhoneNumber Ours = PhoneNumber.Parse("+49711123456");      // called in the sample calls

    protected abstract StorageProvider Provider { get; }

    protected Database Database { get; private set; } = null!;

    protected override async ValueTask<INumberUsage> CreateAsync()
    {
        Database = await DatabaseAsync(Provider);
        return new NumberUsageStore(Database);
    }

    [Fact]
    public async Task Calls_and_messages_of_our_numbers_are_counted_within_the_time()
    {
        await OwnAsync();
        var (talk, missed, late) = (SampleCalls.Started(1).Answer().End(), SampleCalls.Started(2).End(486), SampleCalls.Started(7200).Answer().End());
        await new CallRecordStore(Database, Clock).IngestAsync([talk, missed, late]);
        var messages = new MessageStore(Database);
        var (us, them) = (MessageAddress.Of(Ours), PhoneNumber.Parse("+14255550123"));
        await messages.ReceiveAsync(new InboundMessage("alpha", "1", MessageAddress.Of(them), us, "Hello", Clock.GetUtcNow()), ResourceId.Default, static (_, _) => null, default);
        await messages.AddAsync([Message(us, them)], default);      // queued: no carrier has it

        var used = await Store.CountAsync(null, SampleCalls.Epoch, SampleCalls.Epoch.AddHours(1), default);

        Assert.Equal([new NumberUsage(Ours, 2, 0, talk.EndedAt!.Value - talk.AnsweredAt!.Value, 1, 0)], used);      // who called is none of ours
        Assert.Equal(1, Assert.Single(await Store.CountAsync(ResourceId.Default, SampleCalls.Epoch.AddHours(1), SampleCalls.Epoch.AddHours(3), default)).CallsIn);
        Assert.Empty(await Store.CountAsync(ResourceId.Parse("other"), SampleCalls.Epoch, SampleCalls.Epoch.AddHours(1), default));
    }

    [Fact]
    public async Task Nothing_used_is_nothing_counted()
    {
        await OwnAsync();
        Assert.Empty(await Store.CountAsync(null, SampleCalls.Epoch, SampleCalls.Epoch.AddHours(1), default));
    }

    private async Task OwnAsync() => await new NumberStore(Database).UpsertAsync([new NumberRecord { Range = NumberRange.Of(Ours), Destination = Destination.Echo.Instance }], default);

    private MessageRecord Message(MessageAddress from, PhoneNumber to) => new()
    {
        Id = MessageId.New(Clock), From = from, To = to, Text = "Hello", Carrier = "alpha", CreatedAt = Clock.GetUtcNow(), ChangedAt = Clock.GetUtcNow(), DueAt = Clock.GetUtcNow(), ExpiresAt = Clock.GetUtcNow().AddHours(1),
    };
}

public sealed class SqliteNumberUsageTests : NumberUsageContract
{
    protected override StorageProvider Provider => StorageProvider.Sqlite;
}

public sealed class PostgresNumberUsageTests : NumberUsageContract
{
    protected override StorageProvider Provider => StorageProvider.Postgres;
}
