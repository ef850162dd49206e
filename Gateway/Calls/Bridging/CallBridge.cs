using System.Net;
using System.Net.Sockets;
using Telephony.Calls.EarlyDialogs;
using Telephony.Calls.Interworking;
using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Calls.Negotiation;
using Telephony.Calls.Silence;
using Telephony.Calls.Transit;
using Telephony.Domain.Trunks;
using Telephony.Net.Addresses;
using Telephony.Rtp.Events;
using Telephony.Rtp.Latching;
using Telephony.Rtp.Media;
using Telephony.Sdp.Descriptions;
using Telephony.Sdp.OfferAnswer;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.UserAgents;

namespace Telephony.Calls.Bridging;

/// <summary>
/// Joins the media of two legs: carries leg A's offer to leg B and the answer back (RFC 3264), opens and closes the ports, and publishes each plan to the media
/// plane. Nothing of one side's addresses reaches the other. Call loop only.
/// </summary>
internal sealed partial class CallBridge(Call call)
{
    private MediaSession? _session;
    private byte[] _callerAnswer = [];
    private MediaLoss? _callerLoss;
    private MediaLoss? _calleeLoss;
    private Renegotiation? _renegotiation;
    private CallConversion? _conversion;
    private HoldMusic? _holdMusic;
    private bool _bridged;
    private int _openLegs;

    /// <summary>What leg A was told, early dialog by early dialog.</summary>
    public CallerDialogs Caller { get; } = new(call);

    /// <summary>What leg B's early dialogs have answered.</summary>
    public CalleeDialogs Callee { get; } = new(call);

    public CallConversion Conversion => _conversion ??= new CallConversion(call);

    private HoldMusic HoldMusic => _holdMusic ??= new HoldMusic(call);

    /// <summary>Every media leg has reported its final quality.</summary>
    public bool IsClosed => _openLegs == 0;

    /// <summary>Takes the offer of leg A's INVITE, or notes that it comes late, and opens its media. False with the status for leg A.</summary>
    public bool TryTakeOffer(out int status, out string why)
    {
        (status, why) = (0, "");
        var mux = false;
        if (MultipartBody.TryFindSdp(call.A.Request, out var body, out var unsupported))
        {
            if (!LegMedia.TryRead(body, out var offer, out why)) return Fail(400, $"The caller's session description cannot be read: {why}.", ref status, ref why);
            Caller.Offer = offer;
            mux = OffersMux(offer!);
        }
        else if (unsupported)
        {
            return Fail(415, "The caller's body is no session description.", ref status, ref why);
        }
        else if (call.From.LateOffer == LateOffer.Reject)
        {
            return Fail(488, "The INVITE has no offer, and the trunk's lateOffer is reject.", ref status, ref why);
        }
        else
        {
            Caller.OffersLate();
        }
        if (!TryOpen(call.A, call.A.Invite.Source.Remote, mux, call.Services.Security.AsksInAnswer(call.From))) return Fail(503, "No media port is free.", ref status, ref why);
        return LegSecurity.TryTakeOffer(call.A, Caller.Offer, out var fault) || Fail(488, $"The caller's offer cannot be taken: {fault}.", ref status, ref why);
    }

    /// <summary>The answer of an end in the gateway itself. Null when the offer has nothing for it.</summary>
    public byte[]? AnswerFromPolicy(CodecPolicy codecs)
    {
        var media = call.Near!.Media!;   // TryTakeOffer has opened it, or it has answered
        var local = media.Local with { Codecs = codecs };
        if (Caller.Offer is null)
        {
            if (Offers.FromPolicy(local, media.Sent) is not OfferOutcome.Offered offered) return null;
            media.HasSent(offered.Description);
            return LegMedia.Write(offered.Description);
        }
        if (Answers.FromPolicy(Caller.Offer, local, media.Sent) is not AnswerOutcome.Answered answered) return null;
        media.HasSent(answered.Description);
        media.Commit(Caller.Offer, answered.Plan, SilenceLimits.Of(call.Near.Trunk), call.Near.Party);
        return LegMedia.Write(answered.Description);
    }

    /// <summary>A later offer of leg A to the gateway's own end. Null as above: then the old session stays.</summary>
    public byte[]? ReanswerFromPolicy(SessionDescription offer, CodecPolicy codecs)
    {
        Caller.Offer = offer;
        return AnswerFromPolicy(codecs);
    }

    /// <summary>Opens media for a new leg B and words its offer.</summary>
    public bool TryOffer(CalleeLeg leg, out byte[] description, out string why)
    {
        description = [];
        why = "no media port is free";
        var remote = leg.Trunk.Address?.Address is { } ip ? NetEndpoint.From(ip, 0) : default;
        if (!TryOpen(leg, remote, mux: false, !leg.RefusedEncryption && call.Services.Security.AsksByInvite(leg.Trunk))) return false;
        leg.MayFallBackToPlain = LegSecurity.MayFallBack(leg);
        var media = leg.Media!;   // TryOpen has made it
        var outcome = call.LocalEnd is { } end
            ? Offers.FromPolicy(media.Local with { Codecs = end.CodecsToward(leg.Trunk) })
            : Caller.Offer is null
            ? Offers.FromPolicy(media.Local)
            : Offers.FromOtherLeg(Caller.Offer, CodecPolicies.Of(call.From), media.Toward(leg, call.A), null, call.A.Media!.Local.Security);   // open since the arrival
        if (outcome is not OfferOutcome.Offered offered)
        {
            why = Explain(((OfferOutcome.Refused)outcome).Fault);
            return false;
        }
        media.HasSent(offered.Description);
        description = LegMedia.Write(offered.Description);
        return true;
    }

    /// <summary>A provisional response of leg B: its early media, if it has any, is connected (RFC 3960 by the gateway model).</summary>
    public void OnProgress(CalleeLeg leg, Dialog? early, SipMessage response)
    {
        byte[]? description = null;
        if (Callee.TryTakeProgress(leg, early, response))
        {
            call.EndTone();
            if (Caller.TryWord(leg, final: false, out var words) && words.Length > 0) description = words;
        }
        call.A.Progress(response.StatusCode, response, description, reliably: description is not null || CalleeDialogs.IsReliable(response));
    }

    /// <summary>The answer in leg B's 2xx, or the one its early dialog has given before.</summary>
    public bool TryTakeAnswer(CalleeLeg leg, SipMessage response, out string why)
    {
        if (_renegotiation is { } early && !ReferenceEquals(leg.EarlyDialog, leg.Dialog)) early.GiveUp();
        return Callee.TryTakeAnswer(leg, response, out why);
    }

    /// <summary>Words what leg A's 200 says, now that leg B has answered: nothing when it was told reliably before. False when nothing is left that both could use.</summary>
    public bool TryWordAnswer(CalleeLeg leg) => Caller.TryWord(leg, final: true, out _callerAnswer);

    /// <summary>200 to leg A, ACK to leg B.</summary>
    public void AnswerCaller(SipMessage? response)
    {
        call.B?.Dialog?.Ack();
        call.A.Answer(response, _callerAnswer);
        _callerAnswer = [];
    }

    /// <summary>A PRACK of leg A: an answer, an offer, or neither.</summary>
    public void OnPrack(Dialog early, IncomingRequest prack)
    {
        if (Caller.TryTakePrack(early, prack.Request, out var why))
        {
            prack.Respond(200);
            if (why.Length > 0) call.Stop(488, 127, $"The caller's answer cannot be used: {why}.");
        }
        else if (prack.Request.Body.IsEmpty)
        {
            prack.Respond(200);
        }
        else
        {
            OnUpdate(call.A, prack);   // RFC 3262 5: another offer
        }
    }

    /// <summary>The answer to a refresh of ours: a peer may move its media with it; nothing of that crosses.</summary>
    public void TakeRefreshed(Leg leg, SipMessage response)
    {
        if (leg.Media is not { Sent: { } sent, Plan: { } plan } media || !MultipartBody.TryFindSdp(response, out var body, out _)) return;
        if (LegMedia.TryRead(body, out var answer, out _) && Answers.Accept(sent, answer!) is PlanOutcome.Agreed agreed && !agreed.Plan.Equals(plan))
            media.Commit(answer!, agreed.Plan, SilenceLimits.Of(leg.Trunk), leg.Party);
    }

    /// <summary>The call talks: what the exchange took is let go of.</summary>
    public void Settle()
    {
        if (_renegotiation is not null) return;
        Caller.Settle();
        Callee.Settle();
        if (!call.IsOwn)
        {
            call.A.Settle();
            call.A.Media?.Settle(call.Shard.Scratch);
        }
        call.B?.Settle();
        call.B?.Media?.Settle(call.Shard.Scratch);
    }

    /// <summary>The ACK of leg A: carries the answer when we had to offer.</summary>
    public bool TryTakeAck(SipMessage ack, out string why)
    {
        why = "";
        if (!Caller.AwaitsAnswerInAck) return true;
        why = "no session description in the ACK";
        if (!MultipartBody.TryFindSdp(ack, out var body, out _) || !LegMedia.TryRead(body, out var answer, out why)) return false;
        var media = call.A.Media!;   // open since the arrival
        if (Answers.Accept(media.Sent!, answer!) is not PlanOutcome.Agreed agreed)
        {
            why = "nothing of our offer was taken";
            return false;
        }
        media.Commit(answer!, agreed.Plan, SilenceLimits.Of(call.From));
        LegSecurity.Note(call.A);
        return true;
    }

    /// <summary>The ACK that answers an offer of the gateway's own end.</summary>
    public void TakeLocalAck(SipMessage ack)
    {
        var (near, media) = (call.Near!, call.Near!.Media!);   // an answered one
        if (MultipartBody.TryFindSdp(ack, out var body, out _) && LegMedia.TryRead(body, out var answer, out _) && Answers.Accept(media.Sent!, answer!) is PlanOutcome.Agreed agreed)
            media.Commit(answer!, agreed.Plan, SilenceLimits.Of(near.Trunk), near.Party);
    }

    public void OnReinvite(Leg leg, IncomingInvite invite) => Begin(leg, new Renegotiation(call, this, leg, invite));

    public void OnUpdate(Leg leg, IncomingRequest update) => Begin(leg, new Renegotiation(call, this, leg, update));

    /// <summary>It goes on, though its first part has ended.</summary>
    public void Started(Renegotiation renegotiation) => _renegotiation ??= renegotiation;

    public void Finished(Renegotiation renegotiation)
    {
        if (!ReferenceEquals(_renegotiation, renegotiation)) return;
        _renegotiation = null;
        call.Transfer?.OnBridgeQuiet();
        call.AwaitedBy?.OnBridgeQuiet();
    }

    public void Close()
    {
        _renegotiation?.Abandon();
        _callerLoss?.Stop();
        _calleeLoss?.Stop();
        _realignment?.Abandon();
        _holdMusic?.Close();
        _session?.Close();
    }

    private void Begin(Leg leg, Renegotiation renegotiation)
    {
        if (call.LocalEnd is null && call.Opposite(leg) is not { IsGone: false })
        {
            renegotiation.Refuse(call.AnsweredAtMs is null || call.Opposite(leg) is null ? 488 : 491);   // its other side is being transferred, or it has left the call itself
            return;
        }
        if (_realignment is not null)
        {
            renegotiation.Refuse(491);
            return;
        }
        if (_renegotiation is { } busy)
        {
            if (busy.IsFrom(leg)) renegotiation.RefuseForNow();
            else renegotiation.Refuse(491);
            return;
        }
        _renegotiation = renegotiation;
        renegotiation.Begin();
    }

    /// <summary>Leg B's media is known: both legs hear each other.</summary>
    public void Join(CalleeLeg leg)
    {
        if (_bridged || call.IsOwn || call.A.Media is not { } caller || leg.Media is not { } callee) return;
        _session!.Bridge(caller.Leg, callee.Leg);   // open since leg A's media is
        _bridged = true;
        OnPlanChanged();
    }

    /// <summary>A side's session has changed: what crosses as it is, and what is converted or played?</summary>
    public void OnPlanChanged()
    {
        call.LocalEnd?.OnPlanChanged();
        if (!_bridged || call is not { Near: { } near, Far: { } callee }) return;
        Conversion.Update(near, callee);
        if (_holdMusic is not null || near.Trunk.Hold.Music is not null || callee.Trunk.Hold.Music is not null) HoldMusic.Update(near, callee);
    }

    /// <summary>A side does otherwise than was agreed, or known: the same question without a new session.</summary>
    public void OnHabitsChanged() => OnPlanChanged();

    private string Explain(NegotiationFault fault) =>
        fault == NegotiationFault.NoCommonCodec && Caller.Offer is { } offer && CodecFormats.WhyNot(offer) is { } missing ? $"{fault.ToSentence()}. {missing}" : fault.ToSentence();

    /// <summary>An attempt has failed: its ports are closed, and the next attempt's leg is bridged anew.</summary>
    public void Forget(CalleeLeg leg)
    {
        _renegotiation?.GiveUp();
        Conversion.Forget();
        leg.Media?.Leg.Close();
        leg.Media = null;
        Callee.Forget();
        _bridged = false;
    }

    private static bool OffersMux(SessionDescription offer)
    {
        foreach (var media in offer.Media)
        {
            if (media.IsAudio && !media.IsRefused) return media.RtcpMux;
        }
        return false;
    }

    private static bool Fail(int code, string sentence, ref int status, ref string why)
    {
        (status, why) = (code, sentence);
        return false;
    }
}
