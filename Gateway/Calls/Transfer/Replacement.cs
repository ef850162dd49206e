using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Calls.Shards;
using Telephony.Calls.Transit;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.UserAgents;

namespace Telephony.Calls.Transfer;

/// <summary>
/// An INVITE with Replaces (RFC 3891 3): whoever sends it takes the place of one leg of a running call, at once and without the other side noticing more than a
/// re-INVITE. The leg that it replaces is ended by BYE.
/// </summary>
internal static class Replacement
{
    public static void On(CallShard shard, IncomingInvite invite, Trunk trunk)
    {
        var status = Find(shard, invite.Request, trunk, out var leg);
        if (status == 0 && leg is not null) status = Take(shard, invite, trunk, leg);
        if (status != 0) invite.Respond(status);
    }

    private static int Find(CallShard shard, SipMessage request, Trunk trunk, out Leg? leg)
    {
        leg = null;
        var lines = 0;
        foreach (var _ in request.Lines(HeaderName.Replaces)) lines++;
        if (lines != 1 || request.Has(HeaderName.Join) || !ReplacesView.TryParse(request.Header(HeaderName.Replaces), out var replaces)) return 400;
        if (shard.UserAgent.FindReplaced(replaces) is not { User: Leg found } dialog) return 481;
        if (dialog.State is DialogState.Ending or DialogState.Ended || found.Call.Phase is CallPhase.Ending or CallPhase.Ended) return 603;
        if (!AttendedTarget.MayTake(trunk, found.Trunk)) return 403;
        if (dialog.State == DialogState.Early || found.Call.Phase != CallPhase.Established) return 481;
        if (replaces.EarlyOnly) return 486;
        leg = found;
        return found.Call.Opposite(found) is { IsGone: false, Media: not null } ? 0 : 481;
    }

    private static int Take(CallShard shard, IncomingInvite invite, Trunk trunk, Leg replaced)
    {
        var call = replaced.Call;
        var stays = call.Opposite(replaced)!;   // Find has seen it
        if (call.Transfer is not null || call.AwaitedBy is not null || !call.Bridge.IsQuiet) return 491;
        if (shard.RefusesCalls) return 503;
        var board = shard.Services.Trunks;
        if (board.LimiterOf(trunk).TryTake(CallDirection.Inbound, board.NowMs) != LimitRefusal.None) return 503;
        var leg = new ReplacingLeg(call, call.NextLegId(), trunk, invite) { HoldsChannel = true, Number = TransferIdentity.NumberOf(call, replaced) };
        var status = 422;
        var answer = leg.Timer.TryTakeRequest(invite.Request) ? call.Bridge.AnswerReplacing(leg, stays, invite.Request, invite.Source.Remote, out status) : null;
        if (answer is null)
        {
            leg.ReleaseChannel();
            Note(call, replaced, trunk, DecisionVerdict.Refused);
            return status;
        }
        Note(call, replaced, trunk, DecisionVerdict.Accepted);
        leg.CountConnected();
        leg.Answer(answer);
        call.Transfers++;
        call.Replace(replaced, leg);
        call.Bridge.Swing(stays, leg);
        if (leg.Media is { } media) replaced.Media?.Leg.CloseBehind(media.Leg);
        replaced.Bye(Reasons.Of(16, "replaced"));
        call.Recorder.DialogsChanged();
        return 0;
    }

    private static void Note(Call call, Leg replaced, Trunk trunk, DecisionVerdict verdict) =>
        call.Trace.Add(DecisionRule.Transfer, trunk.Id.Value, verdict, $"INVITE with Replaces for the {call.NameOf(replaced)}");
}
