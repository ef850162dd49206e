using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Telephony.Contracts.Storage;
using Telephony.Domain.Addresses;
using Telephony.Domain.Messages;
using Telephony.Messaging.Outbox;
using Telephony.Storage.Databases;
using Telephony.Storage.Messages;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Contracts.Messages;

/// <summary>Two gateways that send from one PostgreSQL database: each message leaves by one of them, also when the other one dies in the middle.</summary>
public sealed class TwoGatewayTests : IAsyncLifetime
{
    private static readonly PhoneNumber Us = PhoneNumber.Parse("+12025550100");
    private static readonly PhoneNumber Them = PhoneNumber.Parse("+14255550123");
    private static readonly TimeSpan LongAfter = TimeSpan.FromMinutes(16);

    private readonly FakeTimeProvider _clock = new(SampleCalls.Epoch);
    private readonly ConcurrentQueue<MessageId> _taken = [];
    private TestDatabase _test = null!;
    private MessageStore _alpha = null!;
    private MessageStore _beta = null!;
    private OptOutStore _optOuts = null!;

    private DateTimeOffset Now => _clock.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _test = await TestDatabase.OpenAsync(StorageProvider.Postgres);
        (_alpha, _beta) = (new MessageStore(await _test.OpenAgainAsync("alpha")), new MessageStore(await _test.OpenAgainAsync("beta")));
        _optOuts = new OptOutStore(_test.Database);
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task A_message_is_claimed_by_one_however_close_they_come()
    {
        var messages = Messages(200);
        await _alpha.AddAsync(messages, default);

        var claims = await Task.WhenAll(((MessageStore[])[_alpha, _beta, _alpha, _beta]).Select(static store => Task.Run(async () =>
        {
            var mine = new List<MessageId>();
            while (await store.ClaimAsync("centre", 7, SampleCalls.Epoch, default) is { Count: > 0 } claimed) mine.AddRange(claimed.Select(static message => message.Id));
            return mine;
        })));

        // A row that the other one was claiming is passed over: one more look finds what was left.
        var last = await _alpha.ClaimAsync("centre", 200, Now, default);
        Assert.Equal(messages.Select(static message => message.Id.Value).Order(), claims.SelectMany(static mine => mine).Concat(last.Select(static message => message.Id)).Select(static id => id.Value).Order());
    }

    [Fact]
    public async Task What_a_dead_gateway_was_sending_is_taken_over_once_and_its_late_word_still_counts()
    {
        await _alpha.TurnAsync(new MessageTurn { Add = [.. Messages(2).Select(static message => new NewMessage(message with { State = MessageState.Sending, Attempts = 1 }))] }, static (_, _) => null, Now, default);
        await _alpha.AddAsync(Messages(1), default);
        var claimed = Assert.Single(await _alpha.ClaimAsync("centre", 10, Now, default));

        Assert.Empty(await _beta.ListSendingAsync(default));
        Assert.Empty(await _beta.TakeOverAsync(Now - LongAfter, Now, 10, default));
        _clock.Advance(LongAfter);
        Assert.Equal(3, (await _beta.TakeOverAsync(Now - TimeSpan.FromMinutes(15), Now, 10, default)).Count);
        Assert.Empty(await _beta.TakeOverAsync(Now - TimeSpan.FromMinutes(15), Now, 10, default));
        Assert.Empty(await _alpha.ListSendingAsync(default));

        await _alpha.SettleAsync([new MessageSettlement(claimed, MessageState.Sent, "centre", [], ["late"], Now, "", "", null)], static (_, _) => null, Now, default);
        Assert.Equal(MessageState.Sent, (await _beta.FindAsync(claimed.Resource, claimed.Id, default))!.State);
    }

    [Fact]
    public async Task Reports_of_two_parts_that_come_to_both_gateways_at_once_deliver_the_message()
    {
        for (var round = 0; round < 10; round++)
        {
            await _alpha.AddAsync(Messages(1), default);
            var claimed = Assert.Single(await _alpha.ClaimAsync("centre", 1, Now, default));
            await _alpha.SettleAsync([new MessageSettlement(claimed, MessageState.Sent, "centre", [], [$"{round}a", $"{round}b"], Now, "", "", null)], static (_, _) => null, Now, default);

            await Task.WhenAll(Report(_alpha, $"{round}a"), Report(_beta, $"{round}b"));

            Assert.Equal(MessageState.Delivered, (await _alpha.FindAsync(claimed.Resource, claimed.Id, default))!.State);
        }
    }

    [Fact]
    public async Task When_one_dies_in_the_middle_nothing_is_lost_nothing_leaves_twice_and_each_doubt_is_shown()
    {
        var messages = Messages(300);
        await _alpha.AddAsync(messages, default);
        var mortal = new CountingCarrier("centre", _taken);
        mortal.DieAfter(40);
        var (dying, living) = (Outbox(_alpha, mortal), Outbox(_beta, new CountingCarrier("centre", _taken)));
        await dying.StartAsync(default);
        await mortal.Died;

        await living.StartAsync(default);
        await Until(async () => await _beta.NextDueAsync("centre", default) is null);
        _clock.Advance(LongAfter);
        await living.TakeOverAsync(default);
        await Until(async () => (await _beta.ListAsync(null, MessageState.Sending, 1, default)).Count == 0);

        var states = (await _beta.ListAsync(null, null, 1000, default)).ToDictionary(static message => message.Id, static message => message.State);
        Assert.Equal(300, states.Count);
        Assert.Equal(_taken.Count, _taken.Distinct().Count());
        Assert.All(states, state => Assert.True(state.Value == MessageState.Sent ? _taken.Contains(state.Key) : state.Value == MessageState.Unknown, $"{state}"));
        Assert.Contains(MessageState.Unknown, states.Values);
        Assert.InRange(states.Values.Count(static state => state == MessageState.Unknown), 1, 64);      // what its outbox held
        await living.DisposeAsync();
    }

    private MessageOutbox Outbox(MessageStore store, CountingCarrier carrier) =>
        new(new MessageCarriers([new MessageCarrier(carrier, DoubtPolicy.AtMostOnce)]), store, _optOuts, _clock, NullLogger<MessageOutbox>.Instance);

    private Task Report(MessageStore store, string id) => Task.Run(async () => await store.ReportAsync(new DeliveryReport("centre", id, DeliveryState.Delivered, Now, ""), static (_, _) => null, Now, default));

    // The clock goes on in small steps, so that who looks every second does.
    private async Task Until(Func<Task<bool>> isSo)
    {
        while (!await isSo())
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
            _clock.Advance(TimeSpan.FromMilliseconds(250));
        }
    }

    private MessageRecord[] Messages(int count) => [.. Enumerable.Range(0, count).Select(_ => new MessageRecord
    {
        Id = MessageId.New(_clock), From = MessageAddress.Of(Us), To = Them, Text = "Hello", Carrier = "centre", CreatedAt = Now, ChangedAt = Now, DueAt = Now, ExpiresAt = Now.AddHours(12),
    })];
}
