using Telephony.Calls.Shards;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Circuits;
using Telephony.Domain.Identity;
using Telephony.Domain.Trunks;
using Telephony.Net.Loops;

namespace Telephony.Calls.Trunks;

/// <summary>
/// Sends OPTIONS to each trunk that wants them (DR-13), spread over the interval, and tells the trunk's health of each answer and each miss. One per gateway,
/// on the loop of its first shard.
/// </summary>
internal sealed class TrunkPinger(CallShard shard)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly Dictionary<TrunkId, TrunkPing> _pings = [];
    private LoopTimer? _tick;

    /// <summary>Takes the trunks of a catalogue: new ones begin, changed ones go on with what is new, gone ones stop.</summary>
    public void Apply(TrunkCatalogue catalogue)
    {
        shard.Services.Trunks.Apply(catalogue);
        foreach (var gone in _pings.Keys.Where(id => !Wanted(catalogue.Find(id))).ToList())
        {
            _pings[gone].Stop();
            _pings.Remove(gone);
        }
        foreach (var trunk in catalogue.Trunks.Where(Wanted))
        {
            if (_pings.TryGetValue(trunk.Id, out var running)) running.Trunk = trunk;
            else _pings.Add(trunk.Id, new TrunkPing(shard, trunk));
        }
        _tick ??= StartTicking();
    }

    private static bool Wanted(Trunk? trunk) => trunk is { Enabled: true, CanBeCalled: true, Options.Off: false, Accounts.Count: 0, Parent: null };

    private LoopTimer StartTicking()
    {
        var timer = new LoopTimer(static self => ((TrunkPinger)self!).OnTick(), this);
        shard.Loop.Timers.Arm(timer, Tick);
        return timer;
    }

    /// <summary>Silence of the trunks' own OPTIONS, trials for demoted ones, pauses of open circuits, capacity alarms.</summary>
    private void OnTick()
    {
        var board = shard.Services.Trunks;
        foreach (var trunk in shard.Services.Catalogue.Current.Trunks)
        {
            if (trunk.Parent is null) shard.Report(trunk, board.HealthOf(trunk).OnTick(board.NowMs, shard.Now));
            var pings = _pings.GetValueOrDefault(trunk.Id);
            if (board.CircuitOf(trunk).OnTick(pings is not null, board.NowMs).HasFlag(CircuitEffects.Probe)) pings?.Send();
            CapacityWatch.Look(shard, trunk);
        }
        if (_tick is not null) shard.Loop.Timers.Arm(_tick, Tick);
    }
}
