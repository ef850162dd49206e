using System.Collections.Concurrent;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Circuits;
using Telephony.Domain.Identity;
using Telephony.Domain.Registration;

namespace Telephony.Domain.Trunks;

/// <summary>
/// What runs of each trunk: its health, circuit and limiter, made when first asked for, kept across changes of the catalogue. A tenant of a carrier has the health and the
/// certificate of the carrier's trunk. Safe from any thread.
/// </summary>
public sealed class TrunkBoard(TimeProvider clock) : ITrunkHealthView, ITrunkLimitsView
{
    private readonly ConcurrentDictionary<TrunkId, TrunkState> states = new();
    private readonly ConcurrentDictionary<TrunkId, TrunkCertificate> certificates = new();

    /// <summary>The monotonic milliseconds that limiters and trackers want.</summary>
    public long NowMs => (long)((double)clock.GetTimestamp() / clock.TimestampFrequency * 1000);

    public DateTimeOffset Now => clock.GetUtcNow();

    public TrunkHealthTracker HealthOf(Trunk trunk) => Of(trunk.Parent ?? trunk).Health;

    public TrunkLimiter LimiterOf(Trunk trunk) => Of(trunk).Limiter;

    public TrunkCircuit CircuitOf(Trunk trunk) => Of(trunk).Circuit;

    public TrunkPlaces PlacesOf(Trunk trunk) => Of(trunk).Places;

    public SlowStart SlowStartOf(Trunk trunk) => Of(trunk).SlowStart;

    public CapacityAlarm AlarmOf(Trunk trunk) => Of(trunk).Alarm;

    /// <summary>Whether the trunk takes no new calls, by its file or by command.</summary>
    public bool IsDraining(Trunk trunk) => trunk.Drain || Of(trunk).Draining || (trunk.Parent is { } parent && IsDraining(parent));

    /// <summary>Drains a trunk by command, until told otherwise or the process ends. What its file says holds besides.</summary>
    public void Drain(Trunk trunk, bool on) => Of(trunk).Draining = on;

    public TrunkAvailability AvailabilityOf(Trunk trunk)
    {
        var state = Of(trunk);
        if (IsDraining(trunk)) return TrunkAvailability.Draining;
        if (trunk.Authentication.Registration is not null && !Registrations.MayCall(trunk.Id)) return TrunkAvailability.Unregistered;
        var health = HealthOf(trunk).Availability(NowMs);
        return health == TrunkAvailability.Available && !state.Circuit.MayBeTried ? TrunkAvailability.CircuitOpen : health;
    }

    public double ShareOf(Trunk trunk) => trunk.Parent is { } parent ? Math.Min(ShareOf(parent), Of(trunk).SlowStart.Share(NowMs)) : Of(trunk).SlowStart.Share(NowMs);

    public double LoadOf(Trunk trunk) => Of(trunk).Limiter.Load;

    /// <summary>Our registrations, and those with us.</summary>
    public RegistrationBoard Registrations { get; } = new();

    public TrunkCertificate CertificateOf(Trunk trunk) => CertificateOf((trunk.Parent ?? trunk).Id);

    /// <summary>By name alone: a handshake knows no more of the trunk, and may be the first thing that happens to it.</summary>
    public TrunkCertificate CertificateOf(TrunkId id) => certificates.GetOrAdd(id, static _ => new TrunkCertificate());

    /// <summary>The limit's name in the trunk's file, and whose limit it is where it is the carrier's.</summary>
    public string Worded(Trunk trunk, LimitRefusal refusal, CallDirection direction) =>
        trunk.Parent is { } parent && LimiterOf(parent).Room(direction, NowMs) == refusal ? $"{refusal.ToWord()} of {parent.Id}" : refusal.ToWord();

    public LimitRefusal RoomOut(Trunk trunk) => Of(trunk).Limiter.Room(CallDirection.Outbound, NowMs);

    /// <summary>Hands changed limits and options to trunks that run. Trunks that are gone keep their state until the process ends: their calls may still run, and they may come back.</summary>
    public void Apply(TrunkCatalogue catalogue)
    {
        foreach (var trunk in catalogue.Trunks)
        {
            if (!states.TryGetValue(trunk.Id, out var state)) continue;
            state.Limiter.Apply(trunk.Limits);
            state.Health.Apply(trunk.Options);
            state.Circuit.Apply(trunk.Failover.Breaker);
        }
    }

    private TrunkState Of(Trunk trunk) =>
        states.TryGetValue(trunk.Id, out var state) ? state : states.GetOrAdd(trunk.Id, static (_, t) => new TrunkState(t.Trunk, t.Parent), (Trunk: trunk, Parent: trunk.Parent is { } parent ? LimiterOf(parent) : null));

    private sealed class TrunkState(Trunk trunk, TrunkLimiter? parent)
    {
        public TrunkHealthTracker Health { get; } = new(trunk.Options);

        public TrunkLimiter Limiter { get; } = new(trunk.Limits, parent);

        public TrunkCircuit Circuit { get; } = new(trunk.Failover.Breaker);

        public TrunkPlaces Places { get; } = new();

        public SlowStart SlowStart { get; } = new();

        public CapacityAlarm Alarm { get; } = new();

        public volatile bool Draining;
    }
}
