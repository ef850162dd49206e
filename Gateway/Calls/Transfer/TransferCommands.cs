using System.Text;
using Telephony.Calls.Dialing;
using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Calls.Shards;
using Telephony.Calls.Transit;
using Telephony.Domain.Addresses;
using Telephony.Domain.Calls;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Sip.Messages;

namespace Telephony.Calls.Transfer;

/// <summary>Transfers that a controller wants (DR-33): by REFER where the trunk of the side that goes on is to do it, else by the gateway. Call loop only.</summary>
internal static class TransferCommands
{
    private const int LongestText = TransferTarget.LongestUri;

    /// <param name="ended">Told once, perhaps at once.</param>
    public static void Begin(CallShard shard, TransferCommand command, Action<TransferOutcome> ended)
    {
        if (Refusal(shard, command, out var leg) is { } refusal)
        {
            ended(refusal);
            return;
        }
        if (Unacknowledged(shard, leg!, command) is { } answered)   // not refused, so it is there
        {
            leg!.Call.Trace.Add(DecisionRule.Transfer, answered.Id.ToString(), DecisionVerdict.Accepted, "it waits for the caller's ACK");
            _ = new AwaitedAck(leg.Call, answered, () => Begin(shard, command, ended));
            return;
        }
        leg!.Call.Transfers++;
        var referredBy = ReferredBy(leg, command);
        if (command.Goal is TransferGoal.SideOf side) ToSide(leg, side, referredBy, ended);
        else if (command.Goal is TransferGoal.Somebody somebody) ToSomebody(leg, command, somebody, referredBy, ended);
    }

    /// <summary>By REFER: always, never, or where the peer has said that it takes it, in this dialog or else in answer to OPTIONS.</summary>
    public static bool MayRefer(Leg leg) => leg.Trunk.Transfer.Refer switch
    {
        ReferPolicy.Refer => true,
        ReferPolicy.Reinvite => false,
        _ => TakesRefer(leg),
    };

    public static bool TakesRefer(Leg leg)
    {
        if (leg.PeerTakesRefer is { } said) return said;
        var board = leg.Call.Services.Trunks;
        var methods = board.HealthOf(leg.Trunk).Report(board.NowMs).PeerAllow.Split(',', StringSplitOptions.TrimEntries);
        return methods.Contains("REFER", StringComparer.Ordinal) && methods.Contains("NOTIFY", StringComparer.Ordinal);
    }

    private static void ToSomebody(Leg leg, TransferCommand command, TransferGoal.Somebody goal, byte[][] referredBy, Action<TransferOutcome> ended)
    {
        var call = leg.Call;
        var (uri, number) = goal.Who is Address.SipUri sip
            ? ($"sip:{sip.Uri}{goal.Parameters}", "")
            : ($"sip:{SipUserText.Escape(goal.Who.Text)}@{call.Services.Options.Domain}{goal.Parameters}", goal.Who.Text);
        var bytes = Encoding.UTF8.GetBytes(uri);
        if (!SipUriView.TryParse(bytes, out var parsed) || !parsed.IsSip || parsed.Host.IsEmpty)
        {
            ended(new TransferOutcome.Refused(TransferRefusal.CannotBeReached, $"\"{uri}\" is no SIP URI."));
            return;
        }
        var where = new TransferTarget(bytes, number.Length > 0 ? number : SipUserText.Unescape(parsed.Number), null);
        var local = new CallTransfer(call, call.Opposite(leg), leg, where, null, referredBy) 
        {
            Route = TransferRoute.OfController(call, number.Length == 0, command.Resource), Caller = command.Caller, Headers = command.Headers, Ended = ended,
        };
        if (MayRefer(leg) && (command.Caller is null || leg.Trunk.Transfer.Refer == ReferPolicy.Refer))
        {
            var to = number.Length > 0 ? ReferTo.Number(call, leg, number, Encoding.UTF8.GetBytes(goal.Parameters), referredBy, command.Headers) : ReferTo.Uri(bytes, referredBy, command.Headers);
            Refer(leg, to, () => Begin(call, local, local.Dial), ended);
        }
        else if (call.Shard.RefusesCalls)
        {
            ended(NoCapacity);
        }
        else
        {
            Begin(call, local, local.Dial);
        }
    }

    private static void ToSide(Leg leg, TransferGoal.SideOf goal, byte[][] referredBy, Action<TransferOutcome> ended)
    {
        var call = leg.Call;
        if ((Find(call.Shard, goal.Leg, out var target) ?? Judge(leg, target!)) is { } refusal)
        {
            ended(refusal);
            return;
        }
        var where = new TransferTarget(target!.Dialog!.RemoteTarget.ToArray(), TransferIdentity.NumberOf(target.Call, target), null);   // found with a dialog
        var local = new CallTransfer(call, call.Opposite(leg), leg, where, null, referredBy) { Ended = ended };
        if (leg.Trunk.Id == target.Trunk.Id && MayRefer(leg) && (target.PeerTakesReplaces || leg.Trunk.Transfer.Refer == ReferPolicy.Refer))
            Refer(leg, ReferTo.Replacing(target, referredBy), () => Begin(call, local, () => Join(local, target)), ended);
        else
            Begin(call, local, () => Join(local, target));
    }

    private static void Join(CallTransfer transfer, Leg target)
    {
        if (target is { IsGone: false, Dialog: not null } && target.Call is { Phase: CallPhase.Established, AwaitedBy: null, Transfer: null }) transfer.Join(target);
        else transfer.Refuse(481, "The other side has hung up.");
    }

    private static void Refer(Leg leg, ReferTo to, Action otherwise, Action<TransferOutcome> ended)
    {
        var call = leg.Call;
        var mayFallBack = leg.Trunk.Transfer.Refer == ReferPolicy.Auto && !call.Shard.RefusesCalls;
        new Referral(call, leg, call.Opposite(leg), to, null)
        {
            Ended = ended,
            Otherwise = mayFallBack ? otherwise : null,
            IsUnable = static status => status is not (408 or 481),   // whatever it dislikes, the gateway can do it
        }.Begin();
    }

    private static void Begin(Call call, CallTransfer transfer, Action how)
    {
        call.Transfer = transfer;
        how();
    }

    private static TransferOutcome.Refused? Refusal(CallShard shard, TransferCommand command, out Leg? leg)
    {
        if (Find(shard, command.Leg, out leg) is { } refusal) return refusal;
        var call = leg!.Call;   // found
        if (call.Transfer is not null || call.AwaitedBy is not null) return new(TransferRefusal.Busy, "A transfer of the call is under way.");
        if (call.MaxForwards - call.Transfers <= 1) return new(TransferRefusal.CannotBeReached, "Max-Forwards is used up.");
        if (command.ReferredBy is { } by && (by.Length > LongestText || !NameAddrView.TryParse(Encoding.UTF8.GetBytes(by), out _) || by.AsSpan().IndexOfAny('\r', '\n') >= 0))
            return new(TransferRefusal.CannotBeReached, "Referred-By is no name and address in one line.");
        return command.Goal is TransferGoal.Somebody somebody ? Refusal(somebody) : null;
    }

    private static TransferOutcome.Refused? Refusal(TransferGoal.Somebody goal)
    {
        if (goal.Who is Address.Anonymous) return new(TransferRefusal.CannotBeReached, $"\"{goal.Who}\" is no number and no SIP address.");
        var parameters = goal.Parameters;
        if (parameters.Length > 0 && (parameters[0] != ';' || parameters.Length > LongestText || parameters.Any(static c => c is <= ' ' or >= '\x7F' or '<' or '>' or '"' or '?')))
            return new(TransferRefusal.CannotBeReached, "Parameters are written as in a SIP URI, such as ;x-m=1;x-t=a%20b.");
        return null;
    }

    /// <summary>The call, of those that take part, whose answer is not acknowledged yet.</summary>
    private static Call? Unacknowledged(CallShard shard, Leg leg, TransferCommand command)
    {
        if (leg.Call.Phase == CallPhase.Answered) return leg.Call;
        return command.Goal is TransferGoal.SideOf side && Find(shard, side.Leg, out var target) is null && Judge(leg, target!) is null && target!.Call.Phase == CallPhase.Answered ? target.Call : null;   // found
    }

    /// <summary>A leg that stands at a side of a call that is answered.</summary>
    private static TransferOutcome.Refused? Find(CallShard shard, Domain.Identity.LegId id, out Leg? leg)
    {
        leg = null;
        if (shard.Find(id.Call) is not { } call) return new(TransferRefusal.NoSuchCall, $"No call {id.Call} runs here.");
        leg = call.Parties.FirstOrDefault(party => party.Id == id && (ReferenceEquals(party, call.Near) || ReferenceEquals(party, call.Far)));
        if (leg is null) return new(TransferRefusal.NoSuchLeg, $"Call {id.Call} has no side {id.Ordinal}.");
        return call.Phase is not (CallPhase.Answered or CallPhase.Established) || leg is not { Dialog: not null, IsGone: false } ? new(TransferRefusal.NotEstablished, $"Call {id.Call} is {call.Phase}, not established.") : null;
    }

    private static TransferOutcome.Refused? Judge(Leg leg, Leg target)
    {
        if (ReferenceEquals(leg.Call, target.Call)) return new(TransferRefusal.CannotBeReached, "The two sides are in the same call.");
        return target.Call.Transfer is not null || target.Call.AwaitedBy is not null ? new(TransferRefusal.Busy, "The other call is being transferred.") : null;
    }

    private static byte[][] ReferredBy(Leg leg, TransferCommand command) =>
        [Encoding.UTF8.GetBytes(command.ReferredBy ?? $"<sip:{IdentityHeaders.HostOf(leg.Trunk, leg.Call.Services.Options.Domain)}>")];

    private static TransferOutcome.Refused NoCapacity => new(TransferRefusal.NoCapacity, "The gateway takes no new legs now: it drains, or its disk is full.");
}
