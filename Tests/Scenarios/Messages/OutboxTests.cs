using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Domain.Stores;
using Telephony.Messaging.Outbox;
using Telephony.Messaging.Sending;
using Xunit;

namespace Telephony.Scenarios.Messages;

/// <summary>The way of messages from the application to a carrier, by the clock.</summary>
public sealed class OutboxTests
{
    private readonly ScriptedCarrier _alpha = new("alpha", window: 2);
    private readonly ScriptedCarrier _beta = new("beta", window: 2);

    [Fact]
    public async Task A_message_leaves_at_once_and_its_receipt_ends_it()
    {
        await using var scene = await MessageScene.StartAsync([_alpha]);
        var id = await scene.AppSendsAsync();
        var handed = await _alpha.ReceivesAsync();
        Assert.Equal(MessageState.Sending, (await scene.Store.FindAsync(handed.Message.Resource, id, default))!.State);

        handed.Takes("one");
        await scene.BecomesAsync(id, MessageState.Sent);
        Assert.True(await scene.CarrierReportsAsync("alpha", "one"));
        Assert.False(await scene.CarrierReportsAsync("alpha", "one", DeliveryState.Undeliverable));
        await scene.BecomesAsync(id, MessageState.Delivered);
    }

    [Fact]
    public async Task A_receipt_that_overtakes_the_answer_counts()
    {
        await using var scene = await MessageScene.StartAsync([_alpha]);
        var id = await scene.AppSendsAsync();
        var handed = await _alpha.ReceivesAsync();
        Assert.False(await scene.CarrierReportsAsync("alpha", "one"));
        handed.Takes("one");
        await scene.BecomesAsync(id, MessageState.Delivered);
    }

    [Fact]
    public async Task No_more_are_under_way_than_the_window_allows_and_an_answer_makes_room()
    {
        await using var scene = await MessageScene.StartAsync([_alpha]);
        await scene.AppSendsToAsync([.. Enumerable.Range(0, 50).Select(static i => $"+142555501{i:00}")]);      // more than may stand ready
        var (first, second) = (await _alpha.ReceivesAsync(), await _alpha.ReceivesAsync());
        await scene.WaitAsync(0);
        Assert.Equal(0, _alpha.More);

        first.Takes("0");
        second.Takes("1");
        for (var i = 2; i < 50; i++)
        {
            var next = await _alpha.ReceivesAsync();
            Assert.InRange(_alpha.More, 0, 1);
            next.Takes($"{i}");
        }
        await scene.WaitAsync(1);
        Assert.Equal(50, (await scene.Store.ListAsync(null, MessageState.Sent, 100, default)).Count);
    }

    [Fact]
    public async Task A_sender_keeps_its_pace()
    {
        await using var scene = await MessageScene.StartAsync([_alpha], perSecond: 2);
        for (var i = 0; i < 3; i++) await scene.AppSendsAsync();
        (await _alpha.ReceivesAsync()).Takes("1");
        await scene.WaitAsync(0.4);
        Assert.Equal(0, _alpha.More);
        await scene.WaitAsync(0.1);
        (await _alpha.ReceivesAsync()).Takes("2");
        await scene.WaitAsync(0.4);
        Assert.Equal(0, _alpha.More);
        await scene.WaitAsync(0.1);
        (await _alpha.ReceivesAsync()).Takes("3");
    }

    [Fact]
    public async Task A_carrier_that_asks_for_rest_gets_it()
    {
        await using var scene = await MessageScene.StartAsync([_alpha]);
        var id = await scene.AppSendsAsync();
        (await _alpha.ReceivesAsync()).AsksForRest(3);
        await scene.BecomesAsync(id, MessageState.Queued);
        await scene.WaitAsync(2.9);
        Assert.Equal(0, _alpha.More);
        await scene.WaitAsync(0.1);
        (await _alpha.ReceivesAsync()).Takes("one");
        Assert.Equal(2, (await scene.BecomesAsync(id, MessageState.Sent)).Attempts);
    }

    [Fact]
    public async Task Each_try_waits_twice_as_long_until_the_time_is_over()
    {
        await using var scene = await MessageScene.StartAsync([_alpha]);
        var id = await scene.AppSendsAsync(hours: 10 / 3600.0);
        foreach (var seconds in (double[])[1, 2, 4])
        {
            (await _alpha.ReceivesAsync()).IsBusy();
            await scene.BecomesAsync(id, MessageState.Queued);
            await scene.WaitAsync(seconds - 0.1);
            Assert.Equal(0, _alpha.More);
            await scene.WaitAsync(0.1);
        }
        (await _alpha.ReceivesAsync()).IsBusy();
        await scene.BecomesAsync(id, MessageState.Queued);
        await scene.WaitAsync(3);      // 8 s would be too long: its time is over before
        var failed = await scene.BecomesAsync(id, MessageState.Failed);
        Assert.Equal(("Expired", 5), (failed.ErrorCode, failed.Attempts));
        Assert.Equal(0, _alpha.More);
    }

    [Fact]
    public async Task What_one_carrier_does_not_take_goes_to_the_next_at_once()
    {
        await using var scene = await MessageScene.StartAsync([_alpha, _beta]);
        var id = await scene.AppSendsAsync();
        (await _alpha.ReceivesAsync()).IsBusy();
        (await _beta.ReceivesAsync()).Takes("one");
        Assert.Equal("beta", (await scene.BecomesAsync(id, MessageState.Sent)).Carrier);
    }

    [Fact]
    public async Task A_refusal_is_the_end()
    {
        await using var scene = await MessageScene.StartAsync([_alpha, _beta]);
        var id = await scene.AppSendsAsync();
        (await _alpha.ReceivesAsync()).Refuses();
        Assert.Equal("30005", (await scene.BecomesAsync(id, MessageState.Failed)).ErrorCode);
        await scene.WaitAsync(600);
        Assert.Equal(0, _alpha.More + _beta.More);
    }

    [Fact]
    public async Task A_carrier_that_is_not_there_keeps_its_messages_until_it_is()
    {
        _alpha.NotReady = "not bound";
        await using var scene = await MessageScene.StartAsync([_alpha]);
        var id = await scene.AppSendsAsync();
        await scene.WaitAsync(30);
        Assert.Equal((0, MessageState.Queued), (_alpha.More, (await scene.BecomesAsync(id, MessageState.Queued)).State));

        _alpha.NotReady = null;
        await scene.WaitAsync(1);
        (await _alpha.ReceivesAsync()).Takes("one");
        Assert.Equal(1, (await scene.BecomesAsync(id, MessageState.Sent)).Attempts);
    }

    [Fact]
    public async Task What_may_go_elsewhere_does_not_wait_for_a_carrier_that_is_not_there()
    {
        _alpha.NotReady = "not bound";
        await using var scene = await MessageScene.StartAsync([_alpha, _beta]);
        await scene.AppSendsAsync();
        (await _alpha.ReceivesAsync()).IsBusy();      // its adapter says so: surely not taken
        (await _beta.ReceivesAsync()).Takes("one");
    }

    [Theory]
    [InlineData(DoubtPolicy.AtMostOnce)]
    [InlineData(DoubtPolicy.AtLeastOnce)]
    public async Task A_gateway_that_is_killed_while_it_sends_shows_the_doubt_or_sends_again(DoubtPolicy inDoubt)
    {
        await using var scene = await MessageScene.StartAsync([_alpha], inDoubt: inDoubt);
        var id = await scene.AppSendsAsync();
        await _alpha.ReceivesAsync();
        await scene.RestartAsync();
        if (inDoubt == DoubtPolicy.AtMostOnce)
        {
            await scene.BecomesAsync(id, MessageState.Unknown);
            await scene.WaitAsync(600);
            Assert.Equal(0, _alpha.More);
            return;
        }
        await scene.WaitAsync(1);
        (await _alpha.ReceivesAsync()).Takes("one");
        await scene.BecomesAsync(id, MessageState.Sent);
    }

    [Fact]
    public async Task A_gateway_that_is_stopped_leaves_no_doubt()
    {
        await using var scene = await MessageScene.StartAsync([_alpha]);
        var ids = new List<MessageId>();
        for (var i = 0; i < 5; i++) ids.Add(await scene.AppSendsAsync());
        var (first, second) = (await _alpha.ReceivesAsync(), await _alpha.ReceivesAsync());
        var stopping = scene.StopAsync().AsTask();
        first.Takes("1");
        second.Takes("2");
        await stopping;

        Assert.Equal(3, (await scene.Store.ListAsync(null, MessageState.Queued, 10, default)).Count);      // stood ready, and went back
        await scene.RestartAsync();
        for (var i = 3; i <= 5; i++) (await _alpha.ReceivesAsync()).Takes($"{i}");
        foreach (var id in ids) await scene.BecomesAsync(id, MessageState.Sent);
    }

    [Fact]
    public async Task While_the_store_is_away_nothing_is_accepted_and_what_was_sent_is_settled_when_it_is_back()
    {
        await using var scene = await MessageScene.StartAsync([_alpha]);
        var id = await scene.AppSendsAsync();
        var handed = await _alpha.ReceivesAsync();
        scene.Store.IsAway = true;
        handed.Takes("one");
        await Assert.ThrowsAsync<StorageException>(async () => await scene.AppSendsAsync());
        scene.Store.IsAway = false;
        await scene.WaitAsync(1);
        await scene.BecomesAsync(id, MessageState.Sent);
    }

    [Fact]
    public async Task Who_told_the_sender_to_stop_gets_nothing_and_the_others_do()
    {
        await using var scene = await MessageScene.StartAsync([_alpha]);
        await scene.OptOuts.AddAsync(ResourceId.Default, MessageAddress.Of(PhoneNumber.Parse(MessageScene.Us)), PhoneNumber.Parse(MessageScene.Them), scene.Clock.GetUtcNow(), default);
        var results = await scene.AppSendsToAsync([MessageScene.Them, "+14255550124", "none"]);
        Assert.Equal([typeof(SendResult.OptedOut), typeof(SendResult.Accepted), typeof(SendResult.BadNumber)], results.Select(static result => result.GetType()));
        Assert.Equal("+14255550124", (await _alpha.ReceivesAsync()).Message.To.ToString());
        await scene.WaitAsync(60);
        Assert.Equal(0, _alpha.More);
    }
}
