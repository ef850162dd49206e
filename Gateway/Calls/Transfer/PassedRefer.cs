using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Sip.Messages;
using Telephony.Sip.Subscriptions;

namespace Telephony.Calls.Transfer;

/// <summary>
/// A REFER that crosses to the other side (<c>transfer.accept: pass</c>, DR-34): its Refer-To as that side may know it, its answer and its NOTIFYs back. Nothing of
/// one dialog is seen in the other: a number goes by both trunks' rules to a host that the other side knows, and Replaces names the dialog as the other side has it.
/// </summary>
internal static class PassedRefer
{
    /// <summary>False when the other side does not take REFER, or could not do anything with the target: then the gateway does it.</summary>
    /// <param name="otherwise">The same by the gateway, when the other side says that it cannot.</param>
    public static bool TryBegin(Call call, Leg leg, Leg other, TransferTarget target, ReferSubscription subscription, byte[][] referredBy, Action otherwise)
    {
        if (!TransferCommands.MayRefer(other)) return NotPassed(call, target, $"trunk {other.Trunk.Id} takes no REFER");
        if (For(call, leg, other, target, referredBy) is not { } to) return NotPassed(call, target, "the other side cannot reach the target");
        new Referral(call, other, leg, to, subscription) { Otherwise = otherwise, IsUnable = static status => status is 405 or 420 or 421 or 489 or 501 }.Begin();
        return true;
    }

    private static ReferTo? For(Call call, Leg leg, Leg other, TransferTarget target, byte[][] referredBy)
    {
        if (target.Replaces is not null)
        {
            return AttendedTarget.TryFind(call, leg, target, out var found) && found.Leg is { PeerTakesReplaces: true } consulted && consulted.Trunk.Id == other.Trunk.Id
                ? ReferTo.Replacing(consulted, referredBy)
                : null;
        }
        if (target.Number.Length == 0 || target.IsAt(leg.Trunk)) return null;   // only we know the way back there
        var number = NumberRewriter.Apply(target.Number, NumberDirection.InboundCalled, call.Catalogue.NumberRules, leg.Trunk.NumberRules, call.Catalogue.Emergency).After;
        return ReferTo.Number(call, other, number, target.Parameters(), referredBy);
    }

    private static bool NotPassed(Call call, TransferTarget target, string why)
    {
        call.Trace.Add(DecisionRule.Transfer, target.ToString(), DecisionVerdict.Skipped, $"not passed on, {why}: the gateway does it");
        return false;
    }
}
