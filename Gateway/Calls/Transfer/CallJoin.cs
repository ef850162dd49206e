using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Domain.Routing;

namespace Telephony.Calls.Transfer;

/// <summary>Attended transfer between two calls of the gateway: the far side of one comes over into the other, with its dialog, its media and its channel.</summary>
internal static class CallJoin
{
    /// <summary>Takes the leg out of its call, which then ends.</summary>
    /// <param name="stays">Whom it will speak with.</param>
    public static Leg Take(Call into, Leg leg, Leg stays)
    {
        var from = leg.Call;
        var moved = new MovedLeg(into, into.NextLegId(), leg);
        into.AddParty(moved);
        if (moved.Media is { } media && stays.Media is { } near)
        {
            from.Bridge.Lost();
            into.Bridge.Adopt(media.Leg, near.Leg);
        }
        from.Trace.Add(DecisionRule.Transfer, leg.Trunk.Id.Value, DecisionVerdict.Accepted, $"this side went over into call {into.Id}");
        into.Trace.Add(DecisionRule.Transfer, leg.Trunk.Id.Value, DecisionVerdict.Accepted, $"it came from call {from.Id}");
        from.Stop(0, 16, $"Transferred: its other side went over into call {into.Id}.");
        return moved;
    }
}
