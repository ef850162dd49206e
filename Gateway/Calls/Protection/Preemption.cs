using System.Collections.Immutable;
using Telephony.Calls.Loop;
using Telephony.Calls.Shards;
using Telephony.Domain.Records;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;

namespace Telephony.Calls.Protection;

/// <summary>
/// Makes room for an emergency call on a trunk whose channels are all taken (DR-42): the youngest call that is none itself is ended with cause 8 of Q.850. The shard of the
/// emergency call looks among its own first; when it has none, the others are asked one after the other. The emergency call waits for nothing of it. Any thread, but for what
/// says otherwise.
/// <code>
///   emergency ── INVITE ──►  channels: 30 of 30  ── BYE, Reason: Q.850;cause=8 ──►  the youngest call
///                            channels: 31, 30    ── INVITE ──►  trunk
/// </code>
/// </summary>
internal sealed class Preemption
{
    public const int Cause = 8;

    private ImmutableArray<CallShard> _shards = [];

    /// <summary>Its calls may be ended.</summary>
    public void Join(CallShard shard) => ImmutableInterlocked.Update(ref _shards, static (all, one) => all.Add(one), shard);

    /// <summary>After the emergency call has taken its channel. Loop thread of <paramref name="emergency"/>.</summary>
    public void MakeRoom(Call emergency, Trunk trunk)
    {
        if (FullOf(emergency.Services.Trunks, trunk) is not { Limits.Preempt: true } full) return;
        emergency.Trace.Add(DecisionRule.Limit, full.Id.Value, DecisionVerdict.Accepted, "all channels are taken: the youngest other call makes room for an emergency call");
        Look(emergency.Shard, full, _shards.Length);
    }

    /// <summary>Whose channels are taken beyond their number: the trunk's, or those of the carrier whose tenant it is. Null: there is room.</summary>
    private static Trunk? FullOf(TrunkBoard board, Trunk trunk) => IsFull(board, trunk) ? trunk : trunk.Parent is { } parent && IsFull(board, parent) ? parent : null;

    private static bool IsFull(TrunkBoard board, Trunk trunk) => board.LimiterOf(trunk) is var limiter && limiter.ChannelsInUse > (limiter.Limits.Channels ?? int.MaxValue);

    /// <param name="left">Shards that have not been asked, this one among them.</param>
    private void Look(CallShard shard, Trunk full, int left)
    {
        if (Youngest(shard, full) is { } call)
        {
            call.Stop(503, Cause, "An emergency call needed the channel.");
            return;
        }
        if (left <= 1) return;
        var next = _shards[(_shards.IndexOf(shard) + 1) % _shards.Length];
        next.Loop.Post(static state =>
        {
            var (self, on, trunk, rest) = ((Preemption, CallShard, Trunk, int))state!;
            self.Look(on, trunk, rest);
        }, (this, next, full, left - 1));
    }

    private static Call? Youngest(CallShard shard, Trunk full)
    {
        Call? youngest = null;
        foreach (var call in shard.Calls)
        {
            if (call.Phase is CallPhase.Ending or CallPhase.Ended || call.IsEmergency || !HoldsChannelOf(call, full)) continue;
            if (youngest is null || call.Id.CompareTo(youngest.Id) > 0) youngest = call;
        }
        return youngest;
    }

    private static bool HoldsChannelOf(Call call, Trunk full)
    {
        if (call.B is { HoldsChannel: true } b && IsOf(b.Trunk, full)) return true;
        foreach (var leg in call.Parties)
            if (leg.HoldsChannel && IsOf(leg.Trunk, full)) return true;
        return false;
    }

    private static bool IsOf(Trunk trunk, Trunk full) => trunk.Id == full.Id || trunk.Parent?.Id == full.Id;
}
