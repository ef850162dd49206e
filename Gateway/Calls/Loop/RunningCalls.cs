using Telephony.Calls.Legs;
using Telephony.Calls.Transfer;
using Telephony.Domain.Calls;

namespace Telephony.Calls.Loop;

/// <summary>A call as its controllers see it.</summary>
internal static class RunningCalls
{
    public static RunningCall Of(Call call)
    {
        var sides = new List<RunningSide>(2);
        if (call.Near is { IsGone: false } near) sides.Add(SideOf(call, near));
        if (call.Far is { IsGone: false } far) sides.Add(SideOf(call, far));
        return new RunningCall(call.Id, call.Record.StartedAt, call.Record.AnsweredAt, call.Phase.ToString(), sides);
    }

    private static RunningSide SideOf(Call call, Leg leg) => new(leg.Id, leg.Role, leg.Trunk.Id, TransferIdentity.NumberOf(call, leg), leg.PeerTakesRefer);
}
