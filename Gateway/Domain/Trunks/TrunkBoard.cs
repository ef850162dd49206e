using System.Collections.Concurrent;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;

namespace Telephony.Domain.Trunks;

/// <summary>
/// What runs of each trunk: its health and its limiter, made when first asked for, kept across changes of the catalogue. Safe from any thread.
/// </summary>
public sealed class TrunkBoard(TimeProvider clock) : ITrunkHealthView, ITrunkLimitsView
{
    private readonly ConcurrentDictionary<TrunkId, TrunkState> states = new();

    /// <summary>The monotonic milliseconds that limiters and trackers want.</summary>
    public long NowMs => (long)((double)clock.GetTimestamp() / clock.TimestampFrequency * 1000);

    public TrunkHealthTracker HealthOf(Trunk trunk) => Of(trunk).Health;

    public TrunkLimiter LimiterOf(Trunk trunk) => Of(trunk).Limiter;

    public TrunkAvailability AvailabilityOf(Trunk trunk) => Of(trunk).Health.Availability(NowMs);

    public LimitRefusal RoomOut(Trunk trunk) => Of(trunk).Limiter.Room(CallDirection.Outbound, NowMs);

    /// <summary>Hands changed limits and options to trunks that run. Trunks that are gone keep their state until the process ends: their calls may still run, and they may come back.</summary>
    public void Apply(TrunkCatalogue catalogue)
    {
        foreach (var trunk in catalogue.Trunks)
        {
            if (!states.TryGetValue(trunk.Id, out var state)) continue;
            state.Limiter.Apply(trunk.Limits);
            state.Health.Apply(trunk.Options);
        }
    }

    private TrunkState Of(Trunk trunk) => states.TryGetValue(trunk.Id, out var state) ? state : states.GetOrAdd(trunk.Id, static (_, t) => new TrunkState(t), trunk);

    private sealed class TrunkState(Trunk trunk)
    {
        public TrunkHealthTracker Health { get; } = new(trunk.Options);

        public TrunkLimiter Limiter { get; } = new(trunk.Limits);
    }
}
