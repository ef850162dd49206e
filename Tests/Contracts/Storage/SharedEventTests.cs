using System.Text;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Storage.Databases;
using Telephony.Storage.Events;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Contracts.Storage;

/// <summary>Two gateways that tell events from one PostgreSQL database: fanned out once, claimed by one, and what a dead one held comes again.</summary>
public sealed class SharedEventTests : IAsyncLifetime
{
    private const int Events = 120;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private TestDatabase _test = null!;
    private EventStore _alpha = null!;
    private EventStore _beta = null!;

    public async ValueTask InitializeAsync()
    {
        _test = await TestDatabase.OpenAsync(StorageProvider.Postgres);
        (_alpha, _beta) = (new EventStore(await _test.OpenAgainAsync("alpha")), new EventStore(await _test.OpenAgainAsync("beta")));
        await _alpha.AddAsync([.. Enumerable.Range(0, Events).Select(static i => new NewEvent(Guid.CreateVersion7(SampleCalls.Epoch.AddMilliseconds(i)), ResourceId.Default, "Test", $"/{i}", SampleCalls.Epoch, Encoding.UTF8.GetBytes("{}")))], default);
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task An_event_is_fanned_out_by_one_and_delivered_by_one_however_close_they_come()
    {
        Assert.Equal(Events, await FanOutAsync());

        var claims = await Task.WhenAll(((EventStore[])[_alpha, _beta, _alpha, _beta]).Select(static store => Task.Run(async () =>
        {
            var mine = new List<Guid>();
            while (await ClaimAsync(store, 7, SampleCalls.Epoch) is { Count: > 0 } claimed)
            {
                mine.AddRange(claimed.Select(static delivery => delivery.Event.Id));
                await store.SettleAsync([.. claimed.Select(static delivery => new DeliverySettlement(delivery, EventDeliveryState.Delivered, SampleCalls.Epoch, ""))], SampleCalls.Epoch, default);
            }
            return mine;
        })));

        var last = await ClaimAsync(_alpha, Events, SampleCalls.Epoch);      // passed over while the other one had them in hand
        var all = claims.SelectMany(static mine => mine).Concat(last.Select(static delivery => delivery.Event.Id)).ToList();
        Assert.Equal((Events, Events), (all.Count, all.Distinct().Count()));
    }

    [Fact]
    public async Task What_a_dead_gateway_had_claimed_comes_to_the_other_when_its_lease_is_over()
    {
        await FanOutAsync();
        var held = await ClaimAsync(_alpha, 20, SampleCalls.Epoch);
        Assert.Equal(20, held.Count);

        Assert.Equal(0, await _beta.ReleaseAsync(SampleCalls.Epoch, default));      // another's
        var others = await ClaimAsync(_beta, Events, SampleCalls.Epoch);
        Assert.Equal(Events - 20, others.Count);
        Assert.Empty(others.Select(static delivery => delivery.Event.Id).Intersect(held.Select(static delivery => delivery.Event.Id)));

        await _beta.SettleAsync([.. others.Select(static delivery => new DeliverySettlement(delivery, EventDeliveryState.Delivered, SampleCalls.Epoch, ""))], SampleCalls.Epoch, default);
        var again = await ClaimAsync(_beta, Events, SampleCalls.Epoch + Lease);
        Assert.Equal(held.Select(static delivery => delivery.Event.Id).Order(), again.Select(static delivery => delivery.Event.Id).Order());
        Assert.All(again, static delivery => Assert.Equal(1, delivery.Attempts));
        Assert.Equal(0, await _alpha.ReleaseAsync(SampleCalls.Epoch + Lease, default));      // back from the dead: they are not its any more
    }

    private async Task<int> FanOutAsync()
    {
        var counts = await Task.WhenAll(((EventStore[])[_alpha, _beta]).Select(static store => Task.Run(async () =>
        {
            var all = 0;
            for (var events = 1; events > 0; all += events)
                events = (await store.FanOutAsync(static head => [new NewDelivery(head, "alpha", "", SampleCalls.Epoch.AddHours(1))], 9, SampleCalls.Epoch, default)).Events;
            return all;
        })));
        return counts.Sum();
    }

    private static ValueTask<IReadOnlyList<ClaimedDelivery>> ClaimAsync(EventStore store, int most, DateTimeOffset now) => store.ClaimAsync(ResourceId.Default, "alpha", most, Lease, now, default);
}
