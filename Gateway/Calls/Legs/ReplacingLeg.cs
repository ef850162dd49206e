using Telephony.Calls.Loop;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Domain.Trunks;
using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;

namespace Telephony.Calls.Legs;

/// <summary>A side that came by an INVITE with Replaces (RFC 3891) and stands where another one stood.</summary>
internal sealed class ReplacingLeg : Leg, IIncomingInviteUser
{
    private static readonly byte[] Sdp = "application/sdp"u8.ToArray();

    private readonly IncomingInvite _invite;

    public ReplacingLeg(Call call, LegId id, Trunk trunk, IncomingInvite invite)
        : base(call, id, LegRole.A, trunk)
    {
        _invite = invite;
        Tap.Transport = invite.Source.Kind;
        NotePeer(invite.Request);
        invite.Tap = Tap;
        invite.User = this;
    }

    public void Answer(byte[] description)
    {
        Dialog = _invite.Answer(this, static (ref SipWriter writer, ReplacingLeg leg) => leg.Timer.WriteAnswer(ref writer), this, Sdp, description);
        Dialog.Tap = Tap;
        Dialog.LargeRequests = TrunkExtensions.LargeRequestsOf(Trunk);
        Timer.OnAnswered();
        SettleTimer();
    }

    public void OnCancelled(IncomingInvite invite, SipMessage request)
    {
        // It is answered as soon as it is here: a CANCEL comes too late, and what is answered is ended by BYE.
    }

    public void OnAck(IncomingInvite invite, Dialog dialog, SipMessage ack)
    {
    }

    public void OnAckMissing(IncomingInvite invite, Dialog dialog) => Call.OnAckMissing();
}
