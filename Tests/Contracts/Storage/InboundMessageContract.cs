using System.Text;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Storage.Databases;
using Xunit;

namespace Telephony.Contracts.Storage;

public sealed class SqliteInboundMessageTests : InboundMessageContract
{
    protected override StorageProvider Provider => StorageProvider.Sqlite;
}

public sealed class PostgresInboundMessageTests : InboundMessageContract
{
    protected override StorageProvider Provider => StorageProvider.Postgres;
}

/// <summary>What every store of messages does with those from the network: stored once, parts joined.</summary>
public abstract class InboundMessageContract : MessageStores
{
    [Fact]
    public async Task A_message_from_the_network_is_stored_once_by_the_carriers_id()
    {
        var message = Inbound("id-1", "Hello");
        Assert.NotNull(await Receive(message));
        Assert.Null(await Receive(message with { At = Now.AddMinutes(3) }));
    }

    [Fact]
    public async Task Without_ids_a_possible_repeat_is_known_by_its_content_and_the_same_text_later_is_another_message()
    {
        Assert.NotNull(await Receive(Inbound("", "Yes")));
        Assert.Null(await Receive(Inbound("", "Yes") with { MayRepeat = true }));
        Assert.NotNull(await Receive(Inbound("", "Yes")));
        Clock.Advance(TimeSpan.FromHours(2));
        Assert.NotNull(await Receive(Inbound("", "Yes") with { MayRepeat = true }));
    }

    [Fact]
    public async Task Parts_make_one_message_in_whatever_order_they_come()
    {
        Assert.Null(await Receive(Inbound("", "world!") with { Part = new MessagePart(7, 2, 2) }));
        Assert.Null(await Receive(Inbound("", "other") with { Part = new MessagePart(8, 2, 1) }));
        var whole = await Receive(Inbound("", "Hello ") with { Part = new MessagePart(7, 2, 1) });

        Assert.Equal(("Hello world!", null), (whole!.Text, whole.Part));
    }

    private ValueTask<InboundMessage?> Receive(InboundMessage message) =>
        Store.ReceiveAsync(message, ResourceId.Default, static (received, id) => new NewEvent(id.Value, ResourceId.Default, "Test", "/test", received.At, Encoding.UTF8.GetBytes("{}")), default);

    private InboundMessage Inbound(string id, string text) => new("alpha", id, Them, Us, text, Now);
}
