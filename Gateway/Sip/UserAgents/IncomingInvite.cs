using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;
using Telephony.Sip.Transports;
using Telephony.Sip.Writing;

namespace Telephony.Sip.UserAgents;

/// <summary>An INVITE or re-INVITE of the other side, until it failed or its 2xx was acknowledged. Loop thread only.</summary>
public sealed class IncomingInvite
{
    internal IncomingInvite() { }

    /// <summary>Our own copy; valid until the invite has failed or <see cref="IIncomingInviteUser.OnAck"/> has returned.</summary>
    public SipMessage Request => throw new NotSupportedException();

    public SipSource Source => throw new NotSupportedException();

    public bool IsReinvite => throw new NotSupportedException();

    /// <summary>The tag that names our side in this dialog.</summary>
    public ReadOnlyMemory<byte> LocalTag => throw new NotSupportedException();

    /// <summary>The early dialog once a provisional response other than 100 was sent; the dialog of a re-INVITE or after the answer; else null.</summary>
    public Dialog? Dialog => throw new NotSupportedException();

    /// <summary>A final response was given.</summary>
    public bool IsAnswered => throw new NotSupportedException();

    /// <summary>Hears of CANCEL and ACK.</summary>
    public IIncomingInviteUser? User { get; set; }

    /// <summary>Also handed on to the dialog.</summary>
    public ISipTap? Tap { get; set; }

    /// <summary>User part of our Contact; may be set before the first response. Empty: none.</summary>
    public ReadOnlyMemory<byte> ContactUser { get; set; }

    /// <summary>A provisional response, or a failure, with nothing of the user's own.</summary>
    public void Respond(int status) => throw new NotSupportedException();

    /// <summary>
    /// 101 to 199, or 300 to 699. A provisional response makes the early dialog and is repeated every minute (13.3.1.1). Does nothing once
    /// <see cref="IsAnswered"/>.
    /// </summary>
    /// <param name="reason">Empty: the usual phrase.</param>
    /// <param name="headers">Writes more header lines.</param>
    /// <param name="contentType">Empty: no body.</param>
    public void Respond<TState>(
        int status, ReadOnlySpan<byte> reason, HeaderWriter<TState>? headers, TState state, ReadOnlySpan<byte> contentType = default, ReadOnlySpan<byte> body = default) =>
        throw new NotSupportedException();

    /// <summary>
    /// 200, repeated until its ACK comes (13.3.1.4). The dialog is confirmed for us from now on, but no BYE may leave before the ACK or its absence:
    /// <see cref="Dialog.Bye"/> waits for that by itself (15).
    /// </summary>
    /// <param name="user">Hears of the dialog; for a re-INVITE it replaces nothing when it is the same.</param>
    public Dialog Answer<TState>(
        IDialogUser user, HeaderWriter<TState>? headers, TState state, ReadOnlySpan<byte> contentType = default, ReadOnlySpan<byte> body = default) =>
        throw new NotSupportedException();
}

/// <summary>Hears what the other side does about its INVITE. Called on the loop; messages are valid only during the call.</summary>
public interface IIncomingInviteUser
{
    /// <summary>CANCEL, or BYE in the early dialog: 487 was sent, nothing more can be answered.</summary>
    /// <param name="request">The CANCEL or BYE (Reason header).</param>
    void OnCancelled(IncomingInvite invite, SipMessage request);

    /// <summary>The 2xx was acknowledged; its body answers an offer made in the 2xx.</summary>
    void OnAck(IncomingInvite invite, Dialog dialog, SipMessage ack);

    /// <summary>64*T1 have passed without ACK: the session should be ended with <see cref="Dialog.Bye"/> (13.3.1.4).</summary>
    void OnAckMissing(IncomingInvite invite, Dialog dialog);
}
