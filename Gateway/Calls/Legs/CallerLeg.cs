using Telephony.Calls.Loop;
using Telephony.Calls.Transit;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Domain.Trunks;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;

namespace Telephony.Calls.Legs;

/// <summary>Leg A: the side that called us. Answers its INVITE with what leg B, or the gateway itself, has to say.</summary>
internal sealed class CallerLeg : Leg, IIncomingInviteUser
{
    private static readonly byte[] Sdp = "application/sdp"u8.ToArray();

    private readonly IncomingInvite _invite;
    private int _lastStatus;

    public CallerLeg(Call call, LegId id, Trunk trunk, IncomingInvite invite)
        : base(call, id, LegRole.A, trunk)
    {
        _invite = invite;
        Tap.Transport = invite.Source.Kind;
        NotePeer(invite.Request);
        RemoteTag = WireText.CopyOf(invite.Request.FromTag);
        SipCallId = WireText.CopyOf(invite.Request.CallId);
        invite.Tap = Tap;
        invite.User = this;
    }

    /// <summary>The INVITE; valid until the call is acknowledged or refused.</summary>
    public SipMessage Request => _invite.Request;

    public IncomingInvite Invite => _invite;

    public WireText SipCallId { get; }

    public WireText RemoteTag { get; }

    public bool IsAnswered => Dialog is not null;

    /// <summary>Tells of progress: the same status without anything new is not repeated.</summary>
    /// <param name="from">The response of leg B whose headers cross; null for one of our own.</param>
    public void Progress(int status, SipMessage? from, byte[]? description)
    {
        if (_invite.IsAnswered || (status == _lastStatus && description is null)) return;
        _lastStatus = status;
        Call.NoteProgress();
        var crossing = new Crossing(Call, from, Trunk);
        _invite.Respond(status, from is null ? default : from.ReasonPhrase, Crossing.Write, crossing, description is null ? default : Sdp, description);
        if (_invite.Dialog is { } early) early.User ??= this;
    }

    /// <param name="description">Our answer, or our offer when the INVITE had none.</param>
    public void Answer(SipMessage? from, byte[] description)
    {
        if (_invite.IsAnswered) return;
        Call.NoteProgress();
        Dialog = _invite.Answer(this, Crossing.Write, new Crossing(Call, from, Trunk), Sdp, description);
        Dialog.Tap = Tap;
    }

    /// <param name="from">The failure response of leg B whose headers cross; null for one of our own.</param>
    /// <param name="reason">Value of a Reason header of our own; null: what crosses, or none.</param>
    public void Reject(int status, SipMessage? from, byte[]? reason, int retryAfterSeconds = 0)
    {
        if (_invite.IsAnswered) return;
        var phrase = from is not null && from.StatusCode == status ? from.ReasonPhrase : default;
        _invite.Respond(status, phrase, Crossing.Write, new Crossing(Call, from, Trunk) { Reason = reason, RetryAfterSeconds = retryAfterSeconds });
    }

    public void OnCancelled(IncomingInvite invite, SipMessage request) => Call.OnCancelled(request);

    public void OnAck(IncomingInvite invite, Dialog dialog, SipMessage ack) => Call.OnAcknowledged(ack);

    public void OnAckMissing(IncomingInvite invite, Dialog dialog) => Call.OnAckMissing();

    /// <summary>What a response to leg A carries besides what the user agent writes.</summary>
    private readonly record struct Crossing(Call Call, SipMessage? From, Trunk To)
    {
        public byte[]? Reason { get; init; }

        public int RetryAfterSeconds { get; init; }

        public static void Write(ref SipWriter writer, Crossing self)
        {
            if (self.From is { } from) HeaderTransit.Copy(from, self.Call.TrustsBoth(self.To), ref writer);
            if (self.Reason is { } reason && self.From?.Has(HeaderName.Reason) != true) writer.Header(HeaderName.Reason, reason);
            if (self.RetryAfterSeconds > 0) writer.Header(HeaderName.RetryAfter, self.RetryAfterSeconds);
        }
    }
}
