using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Domain.Trunks;
using Telephony.Sip.Messages;

namespace Telephony.Calls.Transfer;

/// <summary>
/// The target of an attended transfer whose consultation call runs through the gateway as well: the Replaces of the Refer-To names a dialog of ours with the
/// transferor, and whoever is at the other end of that call is the target (RFC 5589 7).
/// </summary>
internal static class AttendedTarget
{
    /// <summary>Who is to be joined, or why nobody is.</summary>
    internal readonly record struct Found(Leg? Leg, int Status = 0, string Why = "");

    /// <summary>False when no dialog of ours is meant: the target is called, and its side finds the dialog.</summary>
    public static bool TryFind(Call call, Leg transferor, TransferTarget target, out Found found)
    {
        found = default;
        if (target.Replaces is not { } value || !ReplacesView.TryParse(value, out var replaces)) return false;
        if (call.Shard.UserAgent.FindReplaced(replaces)?.User is not Leg consulted) return false;
        found = Judge(call, transferor, consulted, replaces.EarlyOnly);
        return true;
    }

    /// <summary>Two trunks may take each other's calls over when they are one, or of one tenant.</summary>
    public static bool MayTake(Trunk who, Trunk whose) => who.Id == whose.Id || who.Resource == whose.Resource;

    private static Found Judge(Call call, Leg transferor, Leg consulted, bool earlyOnly)
    {
        var other = consulted.Call;
        if (!MayTake(transferor.Trunk, consulted.Trunk)) return new Found(null, 403, "the other call is not the transferor's");
        if (ReferenceEquals(other, call)) return new Found(null, 482, "a call cannot be joined with itself");
        if (other.Phase is CallPhase.Ending or CallPhase.Ended) return new Found(null, 603, "the other call is over");
        if (other.Phase != CallPhase.Established || other.LocalEnd is not null) return new Found(null, 481, "the other call is not established");
        if (earlyOnly) return new Found(null, 486, "the other call is established by now, and early-only was asked for");
        if (other.Transfer is not null || other.AwaitedBy is not null) return new Found(null, 491, "the other call is being transferred");
        return other.Opposite(consulted) is { IsGone: false, Dialog: not null } leg ? new Found(leg) : new Found(null, 481, "nobody is at the other end");
    }
}
