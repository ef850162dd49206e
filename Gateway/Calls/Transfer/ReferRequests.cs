using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.Subscriptions;
using Telephony.Sip.UserAgents;

namespace Telephony.Calls.Transfer;

/// <summary>REFER inside a call (RFC 3515, RFC 5589, DR-34): whether it is done, and by whom. Every answer is a line of the trace.</summary>
internal static class ReferRequests
{
    /// <summary>The same target so often in one call is a loop.</summary>
    private const int MostVisits = 2;

    public static void On(Call call, Leg leg, IncomingRequest refer)
    {
        var request = refer.Request;
        var dialog = refer.Dialog!;   // it came in one
        var first = leg.Refers++ == 0;
        if (!TransferTarget.TryRead(request, out var target, out var status))
        {
            Refuse(call, refer, "", status, "its Refer-To cannot be called");
            return;
        }
        var who = $"the {call.NameOf(leg)} asks ({leg.Trunk.Id})";
        var refusal = Refusal(call, leg, target!, request);   // read
        if (refusal.Status != 0)
        {
            Refuse(call, refer, target!.ToString(), refusal.Status, $"{who}: {refusal.Why}");
            return;
        }
        call.Trace.Add(DecisionRule.Transfer, target!.ToString(), DecisionVerdict.Accepted, who);
        var other = call.Opposite(leg)!;   // a call without one was refused
        call.Transfers++;
        call.Visited.Add(target.Number);
        byte[][] referredBy = [.. ValuesOf(request, HeaderName.ReferredBy)];
        var subscription = new ReferSubscription(refer, dialog, first);
        if (leg.Trunk.Transfer.Accept != ReferAcceptance.Pass || !PassedRefer.TryBegin(call, leg, other, target, subscription, referredBy, () => Begin(call, leg, other, target, subscription, referredBy)))
            Begin(call, leg, other, target, subscription, referredBy);
    }

    /// <summary>SUBSCRIBE inside a call: only the subscription that a REFER made can be meant (RFC 3515 2.4.4).</summary>
    public static void OnSubscribe(Call call, Leg leg, IncomingRequest subscribe)
    {
        if (!EventView.IsRefer(subscribe.Request, out var id)) subscribe.Respond(489, default, StraySubscriptions.WriteAllowEvents, 0);
        else if (call.Transfer?.Subscription is { IsOver: false } subscription && (id == 0 || id == subscription.CSeq)) subscription.OnSubscribe(subscribe);
        else subscribe.Respond(leg.IsGone ? 481 : 403);   // RFC 3515 2.4.4: no subscription is made by SUBSCRIBE
    }

    private static void Begin(Call call, Leg leg, Leg other, TransferTarget target, ReferSubscription subscription, byte[][] referredBy)
    {
        var transfer = new CallTransfer(call, leg, other, target, subscription, referredBy);
        call.Transfer = transfer;
        subscription.Accept();
        if (!AttendedTarget.TryFind(call, leg, target, out var found)) transfer.Dial();
        else if (found.Leg is { } consulted) transfer.Join(consulted);
        else transfer.Refuse(found.Status, found.Why);
    }

    private static (int Status, string Why) Refusal(Call call, Leg leg, TransferTarget target, SipMessage request)
    {
        if (leg.Trunk.Transfer.Accept == ReferAcceptance.Refuse) return (603, "the trunk's transfer.accept is refuse");
        if (call.Phase != CallPhase.Established) return (603, "the call is not established");
        if (call.Opposite(leg) is not { IsGone: false, Dialog: not null } || call.LocalEnd is not null) return (603, "there is nobody to transfer");
        if (call.Transfer is not null) return (491, "a transfer is under way");
        if (call.Transfers >= call.Services.Options.MaximumTransfers) return (603, "the call has had its most transfers");
        if (call.MaxForwards - call.Transfers <= 1 || request.MaxForwards == 0) return (483, "Max-Forwards is used up");
        if (target.Number.Length > 0 && call.Visited.Count(v => v == target.Number) >= MostVisits) return (482, "the call was there often enough: a loop");
        return call.Shard.RefusesCalls ? (503, "the gateway takes no calls now") : (0, "");
    }

    private static void Refuse(Call call, IncomingRequest refer, string target, int status, string why)
    {
        call.Trace.Add(DecisionRule.Transfer, target, DecisionVerdict.Refused, why);
        refer.Respond(status);
    }

    private static List<byte[]> ValuesOf(SipMessage message, HeaderName name)
    {
        var values = new List<byte[]>();
        foreach (var line in message.Lines(name)) values.Add(line.Value.ToArray());
        return values;
    }
}
