using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Calls.Negotiation;
using Telephony.Calls.Transit;
using Telephony.Rtp.Media;
using Telephony.Sdp.Descriptions;
using Telephony.Sdp.OfferAnswer;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.UserAgents;

namespace Telephony.Calls.EarlyDialogs;

/// <summary>
/// What leg A was told in each early dialog of its INVITE. An INVITE has one answer in one dialog: when leg B's next fork, or the next trunk, leads to another
/// answer, leg A gets it under another To tag, as from a fork of its own (RFC 3261 13.2.1, DR-17). When the INVITE had no offer, each of them has ours.
/// <code>
///   A ── INVITE offer ──►  ── INVITE ──► B
///   A ◄── 183 tag 1, answer 1 ──  ◄── 183 fork 1, PCMU
///   A ◄── 183 tag 2, answer 2 ──  ◄── 183 fork 2, PCMA
///   A ◄── 200 tag 1 ────────────  ◄── 200 fork 1
/// </code>
/// Call loop only.
/// </summary>
internal sealed class CallerDialogs(Call call)
{
    private List<Entry>? _others;      // the present one is not in it; few calls have another
    private Entry? _current;

    private sealed class Entry(SessionOrigin origin)
    {
        public SessionOrigin Origin { get; } = origin;

        /// <summary>Null until its first response has left.</summary>
        public Dialog? Dialog { get; set; }

        /// <summary>The dialog of leg B that this speaks for; null: the gateway itself.</summary>
        public Dialog? For { get; set; }

        /// <summary>While it is not the current one: what we last said, and what leg A has.</summary>
        public SessionDescription? Sent { get; set; }

        public SessionDescription? Peer { get; set; }

        public MediaPlan? Plan { get; set; }

        /// <summary>Said in a reliable response: it is not said again, and may be changed by UPDATE.</summary>
        public bool Reliable { get; set; }
    }

    /// <summary>The offer of the INVITE; null when it comes late.</summary>
    public SessionDescription? Offer { get; set; }

    /// <summary>The 2xx is acknowledged: offers that come now are those of its dialog.</summary>
    public void Settle() => (Offer, _current, _others) = (null, null, null);

    private bool _late;

    /// <summary>Both halves of the first exchange are here, and reliably so: another offer may be made before the 2xx (RFC 3311 5.1).</summary>
    public bool IsSettled => _current is { Reliable: true } && Media.Plan is not null;

    /// <summary>The 2xx has carried our offer, and its ACK must bring the answer.</summary>
    public bool AwaitsAnswerInAck => _late && Media.Plan is null;

    private LegMedia Media => call.A.Media!;   // open since the arrival

    /// <summary>The INVITE had no offer.</summary>
    public void OffersLate() => _late = true;

    /// <summary>
    /// Words what leg A is to be told now that leg B's media is known, and turns to the early dialog in which to tell it. False: nothing is left that both could
    /// use, or it cannot be told yet.
    /// </summary>
    /// <param name="final">For the 2xx.</param>
    /// <param name="body">Empty: it was told before, reliably.</param>
    public bool TryWord(CalleeLeg leg, bool final, out byte[] body)
    {
        body = [];
        if (_late && !final && !call.A.TakesReliable) return false;
        var limits = final ? SilenceLimits.Of(call.From) : MediaTimeouts.Off;
        if (Known(leg) is { } known) Turn(known);
        else if (!TryBegin()) return false;
        var entry = _current!;   // just turned to
        entry.For = leg.EarlyDialog;
        if (entry.Reliable && Media.Sent is not null)
        {
            Media.Watch(limits);
            return true;
        }
        if (Word(leg, entry.Origin, Media.Sent, out var plan) is not { } words) return false;
        Media.HasSent(words);
        if (plan is not null) Media.Commit(Offer!, plan, limits);   // without an offer there is no plan yet
        entry.Reliable = !final && call.A.TakesReliable;
        body = LegMedia.Write(words);
        return true;
    }

    /// <summary>The same for sound of our own: an early dialog that no fork of leg B stands behind.</summary>
    public bool TryWordOwn(CodecPolicy codecs, out byte[] body)
    {
        body = [];
        if (_late || _current is not null || Offer is null || Answers.FromPolicy(Offer, Media.Local with { Codecs = codecs }) is not AnswerOutcome.Answered answered) return false;
        Begin(Media.Local.Origin);
        _current!.Reliable = call.A.TakesReliable;   // just begun
        Media.HasSent(answered.Description);
        Media.Commit(Offer, answered.Plan, MediaTimeouts.Off);
        body = LegMedia.Write(answered.Description);
        return true;
    }

    /// <summary>Leg A has acknowledged a reliable response. True when its body was the answer to our offer.</summary>
    public bool TryTakePrack(Dialog dialog, SipMessage prack, out string why)
    {
        why = "";
        var entry = _others?.Find(e => ReferenceEquals(e.Dialog, dialog)) ?? _current;
        if (!_late || entry is null || PlanOf(entry) is not null) return false;
        why = "no session description in the PRACK";
        if (!MultipartBody.TryFindSdp(prack, out var body, out _) || !LegMedia.TryRead(body, out var answer, out why)) return true;
        if (Answers.Accept(SentOf(entry)!, answer!) is not PlanOutcome.Agreed agreed)   // a reliable response of a late offer has one
        {
            why = "nothing of our offer was taken";
            return true;
        }
        why = "";
        if (ReferenceEquals(entry, _current)) Media.Commit(answer!, agreed.Plan, call.AnsweredAtMs is null ? MediaTimeouts.Off : SilenceLimits.Of(call.From));
        else (entry.Peer, entry.Plan) = (answer, agreed.Plan);
        return true;
    }

    /// <summary>A response has left: the early dialog has its name.</summary>
    public void OnTold()
    {
        if (_current is not null) _current.Dialog ??= call.A.Invite.Dialog;
    }

    /// <summary>An early dialog that speaks for this fork, or says the same.</summary>
    private Entry? Known(CalleeLeg leg)
    {
        if (_current is { } current && Fits(current)) return current;
        return _others?.Find(Fits);

        bool Fits(Entry entry) => (entry.Reliable && entry.For is not null && ReferenceEquals(entry.For, leg.EarlyDialog))
            || (SentOf(entry) is { } sent && ReferenceEquals(Word(leg, entry.Origin, sent, out _), sent));
    }

    private SessionDescription? Word(CalleeLeg leg, SessionOrigin origin, SessionDescription? sent, out MediaPlan? plan)
    {
        plan = null;
        var local = Media.Toward(call.A, leg) with { Origin = origin };
        if (_late)
            return leg.Media?.Peer is { } peer && Offers.FromOtherLeg(peer, CodecPolicies.Of(leg.Trunk), local, sent) is OfferOutcome.Offered offered ? offered.Description : null;
        if (Offer is null || leg.Media?.Plan is not { } other || Answers.FromOtherLeg(Offer, other, local, sent) is not AnswerOutcome.Answered answered) return null;
        plan = answered.Plan;
        return answered.Description;
    }

    /// <summary>The first early dialog, or another one. Where no other can be had, the present one is told anew.</summary>
    private bool TryBegin()
    {
        if (_current is null) Begin(Media.Local.Origin);
        else if (call.A.Invite.TryFork()) Begin(new SessionOrigin(call.Shard.RandomSessionId()));
        return _current is not { Reliable: true };
    }

    private void Begin(SessionOrigin origin)
    {
        var another = _current is not null;
        Leave();
        _current = new Entry(origin);
        if (another) Media.Enter(origin, null, null, null);
    }

    private void Turn(Entry entry)
    {
        if (ReferenceEquals(entry, _current)) return;
        Leave();
        _others?.Remove(entry);
        _current = entry;
        Media.Enter(entry.Origin, entry.Sent, entry.Peer, entry.Plan);
        if (entry.Dialog is not null) call.A.Invite.Resume(entry.Dialog);
    }

    private void Leave()
    {
        if (_current is not { } entry) return;
        (entry.Sent, entry.Peer, entry.Plan) = (Media.Sent, Media.Peer, Media.Plan);
        (_others ??= []).Add(entry);
    }

    private SessionDescription? SentOf(Entry entry) => ReferenceEquals(entry, _current) ? Media.Sent : entry.Sent;

    private MediaPlan? PlanOf(Entry entry) => ReferenceEquals(entry, _current) ? Media.Plan : entry.Plan;
}
