using Microsoft.Extensions.Logging;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Domain.Stores;

namespace Telephony.Events.Subscriptions;

/// <summary>The subscriptions in memory: an immutable snapshot, replaced whole when the store has changed, also by another process. Any thread.</summary>
public sealed class SubscriptionDirectory(ISubscriptionStore store, TimeProvider clock, ILogger<SubscriptionDirectory> logger)
{
    /// <summary>A command's change counts after so long at most.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <summary>An endpoint is asked again until then, and an answer by itself is waited for: as long as the service waits for one.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan[] s_pauses = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1)];

    private Snapshot _current = new([]);

    public IReadOnlyList<EventSubscription> All => Volatile.Read(ref _current).All;

    public IReadOnlyList<EventSubscription> Of(ResourceId resource) => Volatile.Read(ref _current).ByResource.GetValueOrDefault(resource, []);

    public EventSubscription? Find(ResourceId resource, string name) => Of(resource).FirstOrDefault(subscription => subscription.Name == name);

    public async Task RefreshAsync(CancellationToken cancellation)
    {
        var now = await store.ListAsync(cancellation).ConfigureAwait(false);
        if (!now.SequenceEqual(All)) Volatile.Write(ref _current, new Snapshot(now));
    }

    /// <summary>The address that was sent along was opened. False: there is no such subscription, or it was asked anew since.</summary>
    public async ValueTask<bool> ConsentAsync(ResourceId resource, string name, Guid code, CancellationToken cancellation)
    {
        await RefreshAsync(cancellation).ConfigureAwait(false);
        if (Find(resource, name) is not { } subscription || subscription.Code != code) return false;
        await MoveAsync(subscription, SubscriptionTrigger.Consented, "", cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>Asks until the endpoint agrees, or long enough. Ends when the subscription's state is another one, or it is gone.</summary>
    internal async Task AskAsync(EventSubscription asked, Handshake handshake, CancellationToken cancellation)
    {
        await Task.Yield();
        var (begun, state) = (clock.GetUtcNow(), asked.State);
        for (var i = 0; !cancellation.IsCancellationRequested; i++)
        {
            try
            {
                if (state == SubscriptionState.New)
                {
                    var (trigger, why) = await handshake.AskAsync(asked, cancellation).ConfigureAwait(false);
                    state = await MoveAsync(asked, trigger, why, cancellation).ConfigureAwait(false);
                    if (state == SubscriptionState.Active) return;
                }
                await Task.Delay(s_pauses[Math.Min(i, s_pauses.Length - 1)], clock, cancellation).ConfigureAwait(false);
                if (Find(asked.Resource, asked.Name) is not { } now || now.Code != asked.Code || now.State is SubscriptionState.Active or SubscriptionState.Refused) return;
                if (clock.GetUtcNow() - begun < s_patience) continue;
                await MoveAsync(now, SubscriptionTrigger.Overdue, now.StateWhy, cancellation).ConfigureAwait(false);
                return;
            }
            catch (StorageException failure)
            {
                logger.StoreFailed(asked.Name, failure.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async ValueTask<SubscriptionState> MoveAsync(EventSubscription subscription, SubscriptionTrigger trigger, string why, CancellationToken cancellation)
    {
        var next = SubscriptionMachine.On(subscription.State, trigger);
        if (next == subscription.State && why == subscription.StateWhy) return next;
        await store.SetStateAsync(subscription.Resource, subscription.Name, subscription.Code, next, why, cancellation).ConfigureAwait(false);
        await RefreshAsync(cancellation).ConfigureAwait(false);
        if (next == SubscriptionState.Active) logger.Agreed(subscription.Resource, subscription.Name, subscription.Place);
        else logger.NotAgreed(subscription.Resource, subscription.Name, subscription.Place, next, why);
        return next;
    }

    private sealed class Snapshot(IReadOnlyList<EventSubscription> all)
    {
        public IReadOnlyList<EventSubscription> All { get; } = all;

        public Dictionary<ResourceId, IReadOnlyList<EventSubscription>> ByResource { get; } = all.GroupBy(static one => one.Resource).ToDictionary(static group => group.Key, static group => (IReadOnlyList<EventSubscription>)[.. group]);
    }
}
