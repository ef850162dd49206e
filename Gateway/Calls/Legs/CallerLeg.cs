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

    private IncomingInvite? _invite;
    private LegNames _names;
    private int _lastStatus;

    public CallerLeg(Call call, LegId id, Trunk trunk, IncomingInvite invite)
        : base(call, id, LegRole.A, trunk)
    {
        _invite = invite;
        Tap.Transport = invite.Source.Kind;
        NotePeer(invite.Request);
        _names = new LegNames(WireText.CopyOf(invite.Request.CallId), default, WireText.CopyOf(invite.Request.FromTag), invite.Source.Remote);
        invite.Tap = Tap;
        invite.User = this;
        invite.Extensions = TrunkExtensions.Of(trunk);
    }

    /// <summary>The INVITE; valid until the call is acknowledged or refused.</summary>
    public SipMessage Request => Invite.Request;

    /// <summary>Until it is acknowledged.</summary>
    public IncomingInvite Invite => _invite ?? throw new InvalidOperationException("The INVITE is over: nothing more is answered to it.");

    public override LegNames Names => _invite is { } invite ? _names with { LocalTag = new WireText(invite.LocalTag) } : _names;

    public bool IsAnswered => Dialog is not null;

    /// <summary>Provisional responses can be sent reliably.</summary>
    public bool TakesReliable => Invite.TakesReliable && Trunk.Prack != PrackPolicy.Off;

    public override Dialog? EarlyDialog => _invite is { } invite ? invite.Dialog : Dialog;

    /// <summary>Tells of progress: the same status without anything new is not repeated.</summary>
    /// <param name="from">The response of leg B whose headers cross; null for one of our own.</param>
    /// <param name="reliably">By 100rel, if the caller takes it.</param>
    public void Progress(int status, SipMessage? from, byte[]? description, bool reliably)
    {
        if (_invite is not { IsAnswered: false } || (status == _lastStatus && description is null)) return;
        _lastStatus = status;
        if (from is not null) Call.NoteProgress();
        var crossing = new Crossing(Call, from, Trunk);
        _invite.Respond(status, from is null ? default : from.ReasonPhrase, Crossing.Write, crossing, description is null ? default : Sdp, description, reliably);
        Call.Bridge.Caller.OnTold();
        if (_invite.Dialog is { } early) early.User ??= this;
    }

    /// <param name="description">Our answer, or our offer when the INVITE had none.</param>
    public void Answer(SipMessage? from, byte[] description)
    {
        if (_invite is not { IsAnswered: false }) return;
        Call.NoteProgress();
        Dialog = _invite.Answer(this, Crossing.WriteAnswer, new Crossing(Call, from, Trunk), description.Length == 0 ? default : Sdp, description);
        Dialog.Tap = Tap;
        _names = Names with { CallId = new WireText(Dialog.CallId), RemoteTag = new WireText(Dialog.RemoteTag) };     // the same, in its array
        Timer.OnAnswered();
        SettleTimer();
        Dialog.LargeRequests = TrunkExtensions.LargeRequestsOf(Trunk);
        Dialog.KeepsFlow = Trunk.Accounts.Count > 0;
    }

    /// <summary>The INVITE is acknowledged: its names are all that the call's hours need of it.</summary>
    public void Settle()
    {
        if (_invite is not { IsAnswered: true }) return;
        (_names, _invite) = (Names, null);
    }

    /// <param name="from">The failure response of leg B whose headers cross; null for one of our own.</param>
    /// <param name="reason">Value of a Reason header of our own; null: what crosses, or none.</param>
    /// <param name="lines">Whole header lines that the status demands; null: none.</param>
    public void Reject(int status, SipMessage? from, byte[]? reason, int retryAfterSeconds = 0, byte[]? lines = null)
    {
        if (_invite is not { IsAnswered: false }) return;
        var phrase = from is not null && from.StatusCode == status ? from.ReasonPhrase : default;
        _invite.Respond(status, phrase, Crossing.Write, new Crossing(Call, from, Trunk) { Reason = reason, RetryAfterSeconds = retryAfterSeconds, Lines = lines });
    }

    public void OnCancelled(IncomingInvite invite, SipMessage request) => Call.OnCancelled(request);

    public void OnAck(IncomingInvite invite, Dialog dialog, SipMessage ack) => Call.OnAcknowledged(ack);

    public void OnPrack(IncomingInvite invite, Dialog dialog, IncomingRequest prack) => Call.OnPrack(dialog, prack);

    public void OnPrackMissing(IncomingInvite invite) => Call.Stop(504, 102, "The caller never acknowledged a provisional response (PRACK).");

    public void OnAckMissing(IncomingInvite invite, Dialog dialog) => Call.OnAckMissing();

    /// <summary>What a response to leg A carries besides what the user agent writes.</summary>
    private readonly record struct Crossing(Call Call, SipMessage? From, Trunk To)
    {
        public byte[]? Reason { get; init; }

        public int RetryAfterSeconds { get; init; }

        public byte[]? Lines { get; init; }

        public static void WriteAnswer(ref SipWriter writer, Crossing self)
        {
            Write(ref writer, self);
            self.Call.A.Timer.WriteAnswer(ref writer);
        }

        public static void Write(ref SipWriter writer, Crossing self)
        {
            if (self.From is { } from) HeaderTransit.Copy(from, self.Call.TrustsBoth(self.To), self.Call.B?.Trunk ?? self.To, self.To, ref writer);
            if (self.Reason is { } reason && Reasons.ReadQ850(self.From) == 0) writer.Header(HeaderName.Reason, reason);
            if (self.RetryAfterSeconds > 0) writer.Header(HeaderName.RetryAfter, self.RetryAfterSeconds);
            if (self.Lines is { } lines) writer.Raw(lines);
        }
    }
}
