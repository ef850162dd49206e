using Microsoft.Extensions.Logging;
using Telephony.Calls.Shards;
using Telephony.Domain.Circuits;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;

namespace Telephony.Calls.Trunks;

/// <summary>Tells a trunk's circuit once how an attempt went (DR-25): as soon as it is known, which may be long before the attempt ends.</summary>
internal struct CircuitWatch(CallShard shard, Trunk trunk, CircuitPass pass)
{
    private bool _told;

    /// <summary>Progress, an answer, or a refusal that is the callee's own.</summary>
    public void Good()
    {
        if (!Tell()) return;
        Report(shard, trunk, Circuit.OnGood(pass, shard.Services.Trunks.NowMs));
    }

    /// <summary>What the end of an attempt says of the trunk.</summary>
    public void Ended(AttemptOutcome outcome)
    {
        switch (outcome)
        {
            case AttemptOutcome.NoReply or AttemptOutcome.NoProgress or AttemptOutcome.TransportFailed:
                Bad();
                break;
            case AttemptOutcome.Rejected rejected when CircuitPolicy.IsFailure(rejected.StatusCode):
                Bad();
                break;
            case AttemptOutcome.Cancelled or AttemptOutcome.NoRoom:
                Gone();
                break;
            default:
                Good();
                break;
        }
    }

    /// <summary>Nothing is known: the caller gave up, or another address of the same trunk is tried.</summary>
    public void Gone()
    {
        if (Tell()) Circuit.OnGone(pass);
    }

    public static void Report(CallShard shard, Trunk trunk, CircuitEffects effects)
    {
        if ((effects & CircuitEffects.ReportOpen) != 0) shard.Logger.CircuitOpen(trunk.Id, shard.Services.Trunks.CircuitOf(trunk).Why);
        if ((effects & CircuitEffects.ReportClosed) != 0) shard.Logger.CircuitClosed(trunk.Id);
        if ((effects & CircuitEffects.SlowStart) != 0) shard.Services.Trunks.SlowStartOf(trunk).Begin(trunk.Options.SlowStart, shard.Services.Trunks.NowMs);
    }

    private readonly TrunkCircuit Circuit => shard.Services.Trunks.CircuitOf(trunk);

    private void Bad()
    {
        if (!Tell()) return;
        Report(shard, trunk, Circuit.OnBad(pass, shard.Services.Trunks.NowMs));
    }

    private bool Tell()
    {
        if (_told || pass == CircuitPass.None) return false;
        return _told = true;
    }
}
