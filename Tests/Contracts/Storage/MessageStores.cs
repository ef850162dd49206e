using System.Text;
using Telephony.Domain.Addresses;
using Telephony.Domain.Events;
using Telephony.Domain.Messages;
using Telephony.Domain.Stores;
using Telephony.Storage.Databases;
using Telephony.Storage.Messages;
using Xunit;

namespace Telephony.Contracts.Storage;

/// <summary>The bottom of the contracts of message stores: messages of alpha, and what becomes of them.</summary>
public abstract class MessageStores : StoreContract<IMessageStore>
{
    protected static readonly MessageAddress Us = MessageAddress.Of(PhoneNumber.Parse("+12025550100"));
    protected static readonly MessageAddress Them = MessageAddress.Of(PhoneNumber.Parse("+14255550123"));

    protected Database Database { get; private set; } = null!;

    protected abstract StorageProvider Provider { get; }

    protected DateTimeOffset Now => Clock.GetUtcNow();

    protected override async ValueTask<IMessageStore> CreateAsync() => new MessageStore(Database = await DatabaseAsync(Provider));

    protected static NewEvent? Tell(MessageRecord message, DeliveryReport report) =>
        new(Guid.CreateVersion7(), message.Resource, "Test", "/test", message.ChangedAt, Encoding.UTF8.GetBytes("{}"));

    protected async Task<MessageRecord> Sent(string[] ids, MessageRecord? message = null)
    {
        await Add(message ?? Message());
        var claimed = Assert.Single(await Store.ClaimAsync("alpha", 1, Now, default));
        await Settle(claimed, MessageState.Sent, ids);
        return claimed;
    }

    protected ValueTask Settle(MessageRecord message, MessageState state, string[] ids) =>
        Store.SettleAsync([new MessageSettlement(message, state, message.Carrier, message.Others, ids, Now, "", "", null)], Tell, Now, default);

    protected async Task<MessageState?> StateOf(MessageRecord message) => (await Store.FindAsync(message.Resource, message.Id, default))?.State;

    protected ValueTask<IReadOnlyList<AddedMessage>> Add(params MessageRecord[] messages) => Store.AddAsync(messages, default);

    protected MessageRecord Message() => new()
    {
        Id = MessageId.New(Clock), From = Us, To = Them.Number, Text = "Hello", Carrier = "alpha", CreatedAt = Now, ChangedAt = Now, DueAt = Now, ExpiresAt = Now.AddHours(12),
    };
}
