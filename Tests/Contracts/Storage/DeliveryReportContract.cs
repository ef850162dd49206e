using Dapper;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Storage.Databases;
using Xunit;

namespace Telephony.Contracts.Storage;

public sealed class SqliteDeliveryReportTests : DeliveryReportContract
{
    protected override StorageProvider Provider => StorageProvider.Sqlite;
}

public sealed class PostgresDeliveryReportTests : DeliveryReportContract
{
    protected override StorageProvider Provider => StorageProvider.Postgres;
}

/// <summary>What every store of messages does with reports on them, early, late, repeated or missing.</summary>
public abstract class DeliveryReportContract : MessageStores
{
    [Fact]
    public async Task A_settled_message_is_found_by_its_report_and_only_moves_forward()
    {
        var message = await Sent(["one"]);

        Assert.True(await Report("one", DeliveryState.Delivered));
        Assert.False(await Report("one", DeliveryState.Undeliverable));

        Assert.Equal(MessageState.Delivered, await StateOf(message));
    }

    [Fact]
    public async Task A_message_of_parts_is_delivered_when_all_are_and_failed_when_one_is()
    {
        var whole = await Sent(["a1", "a2"]);
        Assert.False(await Report("a1", DeliveryState.Delivered));
        Assert.Equal(MessageState.Sent, await StateOf(whole));
        Assert.True(await Report("a2", DeliveryState.Delivered));
        Assert.Equal(MessageState.Delivered, await StateOf(whole));

        var broken = await Sent(["b1", "b2"]);
        Assert.True(await Report("b2", DeliveryState.Expired));
        Assert.Equal(MessageState.Failed, await StateOf(broken));
    }

    [Fact]
    public async Task A_report_that_overtakes_the_answer_is_applied_behind_it()
    {
        await Add(Message());
        var claimed = Assert.Single(await Store.ClaimAsync("alpha", 1, Now, default));
        Assert.False(await Report("early", DeliveryState.Delivered));

        await Settle(claimed, MessageState.Sent, ["early"]);

        Assert.Equal(MessageState.Delivered, await StateOf(claimed));
    }

    [Fact]
    public async Task A_report_and_an_answer_that_two_gateways_stored_in_one_moment_find_each_other_later()
    {
        var message = await Sent(["one"]);
        await Report("other", DeliveryState.Delivered);
        await RenameKeptAsync("other", "one");      // as if it had been stored while the answer was

        Assert.Equal(1, await Store.ApplyKeptAsync(Tell, Now, default));
        Assert.Equal(0, await Store.ApplyKeptAsync(Tell, Now, default));
        Assert.Equal(MessageState.Delivered, await StateOf(message));
    }

    [Fact]
    public async Task A_message_in_doubt_is_decided_by_a_late_report()
    {
        await Add(Message());
        var claimed = Assert.Single(await Store.ClaimAsync("alpha", 1, Now, default));
        await Settle(claimed, MessageState.Unknown, ["one"]);

        Assert.True(await Report("one", DeliveryState.Delivered));

        Assert.Equal(MessageState.Delivered, await StateOf(claimed));
    }

    [Theory]
    [InlineData(MessageState.Unknown)]
    [InlineData(MessageState.Queued)]
    public async Task A_report_that_repeats_our_id_ends_a_doubt(MessageState after)
    {
        await Add(Message());
        var claimed = Assert.Single(await Store.ClaimAsync("alpha", 1, Now, default));
        await Settle(claimed, after, []);
        var ours = (claimed.Resource, claimed.Id);

        Assert.False(await Store.ReportAsync(new DeliveryReport("alpha", "new", DeliveryState.Enroute, Now, "") { Ours = (ResourceId.Parse("other"), claimed.Id) }, Tell, Now, default));
        Assert.Equal(after, await StateOf(claimed));
        Assert.False(await Store.ReportAsync(new DeliveryReport("alpha", "new", DeliveryState.Enroute, Now, "") { Ours = ours }, Tell, Now, default));
        Assert.Equal(MessageState.Sent, await StateOf(claimed));
        Assert.True(await Store.ReportAsync(new DeliveryReport("alpha", "new", DeliveryState.Delivered, Now, "") { Ours = ours }, Tell, Now, default));
        Assert.Equal(MessageState.Delivered, await StateOf(claimed));
    }

    [Fact]
    public async Task What_was_not_taken_is_due_again_at_the_next_carrier()
    {
        await Add(Message() with { Others = ["beta"] });
        var claimed = Assert.Single(await Store.ClaimAsync("alpha", 1, Now, default));

        await Store.SettleAsync([new MessageSettlement(claimed, MessageState.Queued, "beta", ["alpha"], [], Now, "", "busy", null)], Tell, Now, default);

        Assert.Empty(await Store.ClaimAsync("alpha", 1, Now, default));
        Assert.Equal(2, Assert.Single(await Store.ClaimAsync("beta", 1, Now, default)).Attempts);
    }

    [Fact]
    public async Task A_report_that_does_not_come_leaves_the_message_unknown_once()
    {
        var message = await Sent(["one"], Message() with { WantsReport = true, ExpiresAt = Now.AddHours(1) });
        Assert.Equal(0, await Store.ExpireReportsAsync(static _ => null, Now, 10, default));
        Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(1, await Store.ExpireReportsAsync(record => Tell(record, null!), Now, 10, default));
        Assert.Equal(0, await Store.ExpireReportsAsync(static _ => null, Now, 10, default));

        Assert.Equal(MessageState.Unknown, await StateOf(message));
        Assert.True(await Report("one", DeliveryState.Delivered));
    }

    private ValueTask<int> RenameKeptAsync(string from, string to) =>
        Database.ApplyAsync((connection, transaction) => connection.ExecuteAsync("UPDATE early_reports SET carrier_id = @To WHERE carrier_id = @From", new { From = from, To = to }, transaction), default);

    private ValueTask<bool> Report(string id, DeliveryState state) => Store.ReportAsync(new DeliveryReport("alpha", id, state, Now, ""), Tell, Now, default);
}
