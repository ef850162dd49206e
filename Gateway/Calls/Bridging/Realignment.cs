using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Calls.Negotiation;
using Telephony.Calls.Transit;
using Telephony.Domain.Routing;
using Telephony.Net.Loops;
using Telephony.Rtp.Media;
using Telephony.Sdp.OfferAnswer;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;

namespace Telephony.Calls.Bridging;

/// <summary>
/// A re-INVITE of ours after the bridge was swung: the side that stays is offered what the new one has said, so that hold ends and codecs fit. When it refuses, its
/// old session goes on. Glare waits its time and tries again (RFC 3261 14.1).
/// </summary>
internal sealed class Realignment : IOutgoingInviteUser
{
    private const int MostTries = 5;
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(500);
    private static readonly byte[] SdpType = "application/sdp"u8.ToArray();

    private readonly Call _call;
    private readonly CallBridge _bridge;
    private readonly Leg _leg;
    private readonly Leg _with;
    private readonly LoopTimer _again;
    private Sdp.Descriptions.SessionDescription? _offered;
    private OutgoingInvite? _invite;
    private int _tries;
    private bool _over;

    public Leg Leg => _leg;

    public Leg With => _with;

    public Realignment(Call call, CallBridge bridge, Leg leg, Leg with)
    {
        (_call, _bridge, _leg, _with) = (call, bridge, leg, with);
        _again = new LoopTimer(static self => ((Realignment)self!).Begin(), this);
    }

    /// <summary>Their plans name different codecs, or one of them is on hold.</summary>
    public static bool IsNeeded(LegMedia stays, LegMedia with)
    {
        if (stays.Plan is not { } first || with.Plan is not { } second) return true;
        return !(first.Sends && first.Receives && second.Sends && second.Receives) || !first.Audio.Codec.Matches(second.Audio.Codec);
    }

    public void Begin()
    {
        if (_over) return;
        if (_leg.Dialog is not { } dialog || _leg.IsGone || _leg.Media is not { } media || _with.Media?.Peer is not { } said
            || Offers.FromOtherLeg(OffHold.Of(said), CodecPolicies.Of(_with.Trunk), media.Toward(_leg, _with), media.Sent) is not OfferOutcome.Offered offered
            || ReferenceEquals(offered.Description, media.Sent))
        {
            Over();
            return;
        }
        _offered = offered.Description;
        _invite = _tries++ < MostTries ? dialog.Reinvite(this, static (ref SipWriter writer, Leg leg) => leg.Timer.WriteRequest(ref writer), _leg, SdpType, LegMedia.Write(_offered)) : null;
        if (_invite is not null) return;
        if (_tries > MostTries) Over();
        else _call.Shard.Loop.Timers.Arm(_again, Busy);
    }

    /// <summary>The call is over.</summary>
    public void Abandon()
    {
        _over = true;
        _call.Shard.Loop.Timers.Cancel(_again);
        _invite?.Abandon();
    }

    public void OnProvisional(OutgoingInvite invite, Dialog? early, SipMessage response)
    {
    }

    public void OnAnswered(OutgoingInvite invite, Dialog dialog, SipMessage response)
    {
        dialog.Ack();
        _leg.NotePeer(response);
        _leg.Timer.TakeAnswer(response);
        if (_leg.Media is { } media && MultipartBody.TryFindSdp(response, out var body, out _) && LegMedia.TryRead(body, out var answer, out _)
            && Answers.Accept(_offered!, answer!) is PlanOutcome.Agreed agreed)   // it was offered
        {
            media.HasSent(_offered!);
            media.Commit(answer!, agreed.Plan, MediaTimeouts.Default, (_leg as CalleeLeg)?.Parties ?? 0);
        }
        Over();
        _call.Recorder.DialogsChanged();
    }

    public void OnFailed(OutgoingInvite invite, in InviteFailure failure)
    {
        _invite = null;
        if (_over) return;
        if (failure is { Status: 491, RetryAfter: { } later } && _tries < MostTries)
        {
            _call.Shard.Loop.Timers.Arm(_again, later > TimeSpan.Zero ? later : TimeSpan.FromMilliseconds(1));
            return;
        }
        _call.Trace.Add(DecisionRule.Transfer, _leg.Trunk.Id.Value, DecisionVerdict.Failed, "the side that stays refused the new session");
        Over();
    }

    private void Over()
    {
        _over = true;
        _call.Shard.Loop.Timers.Cancel(_again);
        _bridge.Finished(this);
    }
}
