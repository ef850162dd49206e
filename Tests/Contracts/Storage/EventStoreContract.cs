using System.Text;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Storage.Databases;
using Telephony.Storage.Events;
using Xunit;

namespace Telephony.Contracts.Storage;

public sealed class SqliteEventStoreTests : EventStoreContract
{
    protected override async ValueTask<IEventStore> CreateAsync() => new EventStore(await DatabaseAsync(StorageProvider.Sqlite));
}

public sealed class PostgresEventStoreTests : EventStoreContract
{
    protected override async ValueTask<IEventStore> CreateAsync() => new EventStore(await DatabaseAsync(StorageProvider.Postgres));
}

/// <summary>What every store of events does.</summary>
public abstract class EventStoreContract : StoreContract<IEventStore>
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private int _made;

    private DateTimeOffset Now => Clock.GetUtcNow();

    [Fact]
    public async Task An_event_is_fanned_out_once_to_those_who_want_it()
    {
        var (first, second) = (Event("/a"), Event("/b"));
        await Store.AddAsync([first, second], default);

        var (events, told) = await Store.FanOutAsync(head => head.Subject == "/a" ? [To("alpha", head), To("beta", head)] : [], 10, Now, default);
        var again = await Store.FanOutAsync(static _ => throw new InvalidOperationException("It was fanned out before."), 10, Now, default);

        Assert.Equal((2, 0), (events, again.Events));
        Assert.Equal(["alpha", "beta"], told.Select(static one => one.Subscription).Order());
        Assert.Equivalent(new ClaimedDelivery(Whole(first), "beta", 1, Now + Life), Assert.Single(await ClaimAsync("beta")), strict: true);
        Assert.Empty(await ClaimAsync("gamma"));
    }

    [Fact]
    public async Task Events_are_fanned_out_oldest_first_and_no_more_than_asked_for()
    {
        var events = Enumerable.Range(0, 5).Select(i => Event($"/{i}")).ToList();
        await Store.AddAsync([.. Enumerable.Reverse(events)], default);
        var seen = new List<Guid>();

        await Store.FanOutAsync(head => Note(seen, head), 2, Now, default);
        Assert.Equal(events.Take(2).Select(static one => one.Id), seen);
        await Store.FanOutAsync(head => Note(seen, head), 10, Now, default);
        Assert.Equal(events.Select(static one => one.Id), seen.TakeLast(5));

        static IEnumerable<NewDelivery> Note(List<Guid> seen, EventHead head)
        {
            seen.Add(head.Id);
            return [];
        }
    }

    [Fact]
    public async Task What_is_claimed_is_nobody_elses_until_its_claim_lapses_and_a_lapsed_attempt_does_not_count()
    {
        await TellAsync("alpha", Event("/a"));
        Assert.Single(await ClaimAsync("alpha"));

        Assert.Empty(await ClaimAsync("alpha"));
        Clock.Advance(Lease);
        Assert.Equal(1, Assert.Single(await ClaimAsync("alpha")).Attempts);
    }

    [Fact]
    public async Task What_was_delivered_is_gone_and_what_was_not_is_due_again_at_its_time()
    {
        await TellAsync("alpha", Event("/a"), Event("/b"));
        var claimed = await ClaimAsync("alpha");
        await Store.SettleAsync([Settled(claimed[0], EventDeliveryState.Delivered), new(claimed[1], EventDeliveryState.Waiting, Now + TimeSpan.FromSeconds(10), "answered 500")], Now, default);

        Assert.Empty(await ClaimAsync("alpha"));
        var waiting = Assert.Single(await Store.ListAsync(null, null, null, 10, default));
        Assert.Equal((EventDeliveryState.Waiting, "answered 500", 1), (waiting.State, waiting.Why, waiting.Attempts));
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal((claimed[1].Event.Id, 2), (await ClaimAsync("alpha")).Select(static one => (one.Event.Id, one.Attempts)).Single());
    }

    [Fact]
    public async Task What_was_being_sent_when_the_gateway_ended_is_due_at_once_and_that_attempt_does_not_count()
    {
        await TellAsync("alpha", Event("/a"));
        await ClaimAsync("alpha");

        Assert.Equal(1, await Store.ReleaseAsync(Now, default));
        Assert.Equal(0, await Store.ReleaseAsync(Now, default));
        Assert.Equal(1, Assert.Single(await ClaimAsync("alpha")).Attempts);
    }

    [Fact]
    public async Task In_a_line_the_next_one_leaves_when_the_earlier_ones_are_delivered_or_dead()
    {
        var (first, second, third, other) = (Event("/a"), Event("/a"), Event("/a"), Event("/b"));
        await TellInLinesAsync("alpha", first, second, third, other);
        var claimed = await ClaimAsync("alpha");
        Assert.Equal([first.Id, other.Id], claimed.Select(static one => one.Event.Id));

        Assert.Empty(await ClaimAsync("alpha"));
        await Store.SettleAsync([new(claimed[0], EventDeliveryState.Waiting, Now + TimeSpan.FromSeconds(10), "no answer")], Now, default);
        Assert.Empty(await ClaimAsync("alpha"));
        Clock.Advance(TimeSpan.FromSeconds(10));
        await Store.SettleAsync([Settled(Assert.Single(await ClaimAsync("alpha")), EventDeliveryState.Delivered)], Now, default);
        await Store.SettleAsync([Settled(Only(second, await ClaimAsync("alpha")), EventDeliveryState.Dead)], Now, default);
        Only(third, await ClaimAsync("alpha"));

        static ClaimedDelivery Only(NewEvent expected, IReadOnlyList<ClaimedDelivery> claimed)
        {
            Assert.Equal(expected.Id, Assert.Single(claimed).Event.Id);
            return claimed[0];
        }
    }

    [Fact]
    public async Task Dead_letters_are_listed_and_replayed_one_or_all()
    {
        var events = new[] { Event("/a"), Event("/b"), Event("/c") };
        await TellAsync("alpha", events);
        await Store.SettleAsync([.. (await ClaimAsync("alpha")).Select(static one => Settled(one, EventDeliveryState.Dead))], Now, default);

        var dead = await Store.ListAsync(ResourceId.Default, "alpha", EventDeliveryState.Dead, 10, default);
        Assert.Equal(events.Select(static one => one.Id), dead.Select(static line => line.Event.Id));
        Assert.Equal([new DeliveryCounts(ResourceId.Default, "alpha", 0, 3)], await Store.CountAsync(default));
        Assert.Empty(await Store.ListAsync(ResourceId.Parse("other"), null, null, 10, default));

        Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await Store.ReplayAsync(ResourceId.Default, "alpha", events[1].Id, Life, Now, default));
        Assert.Equal(0, await Store.ReplayAsync(ResourceId.Default, "alpha", events[1].Id, Life, Now, default));
        var replayed = Assert.Single(await ClaimAsync("alpha"));
        Assert.Equal((events[1].Id, 1, Now + Life), (replayed.Event.Id, replayed.Attempts, replayed.ExpiresAt));
        Assert.Equal(2, await Store.ReplayAsync(ResourceId.Default, "alpha", null, Life, Now, default));
    }

    [Fact]
    public async Task What_was_never_sent_in_time_is_dead()
    {
        await TellAsync("alpha", Event("/a"));
        Assert.Equal(0, await Store.ExpireAsync("why", Now, default));
        Clock.Advance(Life);
        Assert.Equal(1, await Store.ExpireAsync("why", Now, default));
        Assert.Equal("why", Assert.Single(await Store.ListAsync(null, null, EventDeliveryState.Dead, 10, default)).Why);
    }

    [Fact]
    public async Task Events_are_kept_while_they_are_to_be_delivered_and_dead_ones_as_long_as_others()
    {
        var (waiting, dead, done) = (Event("/waiting"), Event("/dead"), Event("/done"));
        await TellAsync("alpha", waiting, dead);
        await Store.AddAsync([done, Event("/new")], default);
        await Store.FanOutAsync(static head => head.Subject == "/done" ? [] : throw new InvalidOperationException(), 1, Now, default);
        await Store.SettleAsync([.. (await ClaimAsync("alpha")).Select(one => Settled(one, one.Event.Id == dead.Id ? EventDeliveryState.Dead : EventDeliveryState.Waiting))], Now, default);

        Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(2, await Store.ForgetAsync(Now - TimeSpan.FromDays(1), default));
        Assert.Equal([waiting.Id], (await Store.ListAsync(null, null, null, 10, default)).Select(static line => line.Event.Id));
        Assert.Equal("/new", (await FanOutAllAsync()).Single());
    }

    [Fact]
    public async Task Events_that_were_fanned_out_are_read_from_a_place_on()
    {
        var events = new[] { Event("/a"), Event("/b"), Event("/c") };
        await Store.AddAsync(events, default);
        Assert.Empty(await Store.ReadAsync(null, Guid.Empty, 10, default));
        await FanOutAllAsync();

        Assert.Equal(events.Skip(1).Select(static one => one.Id), (await Store.ReadAsync(ResourceId.Default, events[0].Id, 10, default)).Select(static one => one.Id));
        Assert.Equal("/a", Assert.Single(await Store.ReadAsync(null, Guid.Empty, 1, default)).Subject);
        Assert.Empty(await Store.ReadAsync(ResourceId.Parse("other"), Guid.Empty, 10, default));
    }

    private static NewDelivery To(string subscription, EventHead head, string line = "") => new(head, subscription, line, SampleNow(head) + Life);

    private static DateTimeOffset SampleNow(EventHead head) => new(head.At.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    private static DeliverySettlement Settled(ClaimedDelivery delivery, EventDeliveryState state) => new(delivery, state, delivery.Event.At, state == EventDeliveryState.Delivered ? "" : "answered 400");

    // Times are kept to the millisecond.
    private static NewEvent Whole(NewEvent happened) => happened with { At = DateTimeOffset.FromUnixTimeMilliseconds(happened.At.ToUnixTimeMilliseconds()), Data = happened.Data.ToArray() };

    private NewEvent Event(string subject) => new(EventIds.At(Now.AddTicks(++_made * 10)), ResourceId.Default, "Microsoft.Communication.SMSReceived", subject, Now, Encoding.UTF8.GetBytes("{\"message\":\"Grüße\"}"));

    private Task<IReadOnlyList<ClaimedDelivery>> ClaimAsync(string subscription) => Store.ClaimAsync(ResourceId.Default, subscription, 10, Lease, Now, default).AsTask();

    private async Task TellAsync(string subscription, params NewEvent[] events)
    {
        await Store.AddAsync(events, default);
        await Store.FanOutAsync(head => [To(subscription, head)], 100, Now, default);
    }

    private async Task TellInLinesAsync(string subscription, params NewEvent[] events)
    {
        await Store.AddAsync(events, default);
        await Store.FanOutAsync(head => [To(subscription, head, head.Subject)], 100, Now, default);
    }

    private async Task<List<string>> FanOutAllAsync()
    {
        var subjects = new List<string>();
        await Store.FanOutAsync(head => Note(head), 100, Now, default);
        return subjects;

        IEnumerable<NewDelivery> Note(EventHead head)
        {
            subjects.Add(head.Subject);
            return [];
        }
    }
}
