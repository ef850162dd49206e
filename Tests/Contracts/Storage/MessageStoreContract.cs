using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Domain.Stores;
using Telephony.Storage.Databases;
using Telephony.Storage.Messages;
using Xunit;

namespace Telephony.Contracts.Storage;

public sealed class SqliteMessageStoreTests : MessageStoreContract
{
    protected override StorageProvider Provider => StorageProvider.Sqlite;
}

public sealed class PostgresMessageStoreTests : MessageStoreContract
{
    protected override StorageProvider Provider => StorageProvider.Postgres;
}

/// <summary>What every store of messages does with those that are sent: kept once, claimed once, in turns.</summary>
public abstract class MessageStoreContract : MessageStores
{
    [Fact]
    public async Task A_message_comes_back_as_it_was_given()
    {
        var message = Message() with { Text = "Grüße 😀\n", Tag = "order 17", WantsReport = true, Others = ["beta", "gamma"], RepeatKey = "key" };
        await Add(message);

        Assert.Equivalent(message, await Store.FindAsync(message.Resource, message.Id, default), strict: true);
        Assert.Null(await Store.FindAsync(ResourceId.Parse("other"), message.Id, default));
    }

    [Fact]
    public async Task The_same_key_again_stores_nothing_and_says_whether_it_is_the_same_message()
    {
        var first = Message() with { RepeatKey = "key" };
        await Add(first);

        var again = await Add(Message() with { RepeatKey = "key" }, Message() with { RepeatKey = "key", Text = "Other" }, Message() with { RepeatKey = "fresh" });

        Assert.Equal([(true, true), (true, false), (false, true)], again.Select(static added => (added.IsRepeat, added.IsSame)));
        Assert.Equal(first.Id, again[0].Id);
        Assert.Equal(2, (await Store.ListAsync(null, null, 10, default)).Count);
    }

    [Fact]
    public async Task A_key_twice_in_one_batch_is_one_message()
    {
        var added = await Add(Message() with { RepeatKey = "key" }, Message() with { RepeatKey = "key" });
        Assert.Equal(added[0].Id, added[1].Id);
        Assert.Single(await Store.ListAsync(null, null, 10, default));
    }

    [Fact]
    public async Task What_is_due_is_claimed_once_oldest_first()
    {
        var (late, early, other, future) = (Message(), Message() with { DueAt = Now.AddSeconds(-5) }, Message() with { Carrier = "beta" }, Message() with { DueAt = Now.AddSeconds(5) });
        await Add(late, early, other, future);

        var claimed = await Store.ClaimAsync("alpha", 10, Now, default);

        Assert.Equal([early.Id, late.Id], claimed.Select(static message => message.Id));
        Assert.All(claimed, static message => Assert.Equal((MessageState.Sending, 1), (message.State, message.Attempts)));
        Assert.Empty(await Store.ClaimAsync("alpha", 10, Now, default));
        Assert.Equal(future.DueAt, await Store.NextDueAsync("alpha", default));
        Assert.Equal(2, (await Store.ListSendingAsync(default)).Count);
    }

    [Fact]
    public async Task What_is_known_is_claimed_by_its_key_as_far_as_it_is_still_so()
    {
        var (mine, taken, again) = (Message(), Message(), Message());
        await Add(mine, taken, again);
        var others = (await Store.ClaimAsync("alpha", 10, Now, default)).Where(message => message.Id != mine.Id).ToList();
        await Store.SettleAsync([new MessageSettlement(others.First(message => message.Id == again.Id), MessageState.Queued, "alpha", [], [], Now, "", "busy", null)], Tell, Now, default);
        await Add(mine = Message());

        var result = await Store.TurnAsync(new MessageTurn { Claims = [new MessageClaim("alpha", 3) { Known = [taken, again, mine] }] }, Tell, Now, default);

        // One is being sent, one has been tried since; the claimed one is as if it had been read.
        Assert.Equivalent(await Store.FindAsync(mine.Resource, mine.Id, default), Assert.Single(result.Claimed[0].Messages), strict: true);
        Assert.Equal((MessageState.Sending, MessageState.Queued), (await StateOf(mine), await StateOf(again)));
        Assert.Empty((await Store.TurnAsync(new MessageTurn { Claims = [new MessageClaim("alpha", 3) { Known = [mine] }] }, Tell, Now, default)).Claimed[0].Messages);
    }

    [Fact]
    public async Task Of_a_carrier_that_takes_nothing_only_what_may_go_elsewhere_or_is_over_is_claimed()
    {
        var (stays, moves, over) = (Message(), Message() with { Others = ["beta"] }, Message() with { ExpiresAt = Now });
        await Add(stays, moves, over);

        Assert.Equal(new[] { moves.Id.Value, over.Id.Value }.Order(), (await Store.ClaimElsewhereAsync("alpha", 10, Now, default)).Select(static message => message.Id.Value).Order());
        Assert.Equal(stays.Id, Assert.Single(await Store.ClaimAsync("alpha", 10, Now, default)).Id);
    }

    [Fact]
    public async Task Who_opted_out_gets_nothing_but_the_answer_to_that()
    {
        await new OptOutStore(Database).AddAsync(ResourceId.Default, Us, Them.Number, Now, default);
        var turn = new MessageTurn { Add = [new NewMessage(Message()), new NewMessage(Message(), ToOptedOut: true), new NewMessage(Message() with { To = Us.Number }), new NewMessage(Message() with { Resource = ResourceId.Parse("other") })] };

        var added = (await Store.TurnAsync(turn, Tell, Now, default)).Added;

        Assert.Equal([true, false, false, false], added.Select(static one => one.IsOptedOut));
        Assert.Equal(3, (await Store.ListAsync(null, null, 10, default)).Count);
    }

    [Fact]
    public async Task A_message_that_is_added_as_sending_is_ours_and_is_not_claimed()
    {
        var message = Message() with { State = MessageState.Sending, Attempts = 1 };
        var result = await Store.TurnAsync(new MessageTurn { Add = [new NewMessage(message)], Claims = [new MessageClaim("alpha", 10)] }, Tell, Now, default);

        Assert.Empty(Assert.Single(result.Claimed).Messages);
        Assert.Equivalent(message, Assert.Single(await Store.ListSendingAsync(default)), strict: true);
        await Settle(message, MessageState.Sent, ["one"]);
        Assert.Equal(MessageState.Sent, await StateOf(message));
    }

    [Fact]
    public async Task A_turn_is_one_all_of_it_or_none_and_what_it_makes_due_it_claims()
    {
        await Add(Message() with { Others = ["beta"] });
        var claimed = Assert.Single(await Store.ClaimAsync("alpha", 1, Now, default));
        var (fresh, later) = (Message() with { Carrier = "beta" }, Message() with { Carrier = "beta", DueAt = Now.AddSeconds(7) });
        var turn = new MessageTurn
        {
            Add = [new NewMessage(fresh), new NewMessage(later)], Settle = [new MessageSettlement(claimed, MessageState.Queued, "beta", ["alpha"], [], Now, "", "busy", null)], Claims = [new MessageClaim("beta", 10), new MessageClaim("alpha", 10)],
        };
        await Assert.ThrowsAsync<StorageException>(async () => await Store.TurnAsync(turn with { Add = [.. turn.Add, new NewMessage(fresh)] }, Tell, Now, default));
        Assert.Equal(MessageState.Sending, await StateOf(claimed));

        var result = await Store.TurnAsync(turn, Tell, Now, default);

        Assert.Equal(new[] { claimed.Id.Value, fresh.Id.Value }.Order(), result.Claimed[0].Messages.Select(static message => message.Id.Value).Order());
        Assert.Equal((later.DueAt, null), (result.Claimed[0].NextDue, result.Claimed[1].NextDue));
    }

    [Fact]
    public async Task The_last_turn_of_a_sender_is_known()
    {
        Assert.Null(await Store.LastDueAsync(Us, default));
        await Add(Message() with { DueAt = Now.AddSeconds(3) }, Message() with { DueAt = Now.AddSeconds(9) });
        Assert.Equal(Now.AddSeconds(9), await Store.LastDueAsync(Us, default));
        Assert.Null(await Store.LastDueAsync(Them, default));
    }

    [Fact]
    public async Task What_this_gateway_is_sending_is_not_taken_over_by_itself()
    {
        await Add(Message());
        await Store.ClaimAsync("alpha", 1, Now, default);
        Assert.Empty(await Store.TakeOverAsync(Now.AddHours(1), Now, 10, default));
    }

    [Fact]
    public async Task What_is_old_is_forgotten_and_what_waits_is_kept()
    {
        var old = await Sent(["one"]);
        await Add(Message() with { DueAt = Now.AddDays(1) });
        Clock.Advance(TimeSpan.FromDays(30));

        Assert.Equal(1, await Store.ForgetAsync(Now.AddDays(-7), default));

        Assert.Null(await Store.FindAsync(old.Resource, old.Id, default));
        Assert.Single(await Store.ListAsync(null, MessageState.Queued, 10, default));
    }
}
