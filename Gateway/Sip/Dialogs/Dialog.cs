using Telephony.Sip.Messages;
using Telephony.Sip.Transports;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;

namespace Telephony.Sip.Dialogs;

public enum DialogState : byte
{
    /// <summary>Made by a provisional response (RFC 3261 12.1).</summary>
    Early,
    Confirmed,

    /// <summary>Our BYE is under way.</summary>
    Ending,
    Ended,
}

/// <summary>A peer relation after a tag pair (RFC 3261 12), early ones included. Loop thread only.</summary>
public sealed class Dialog
{
    internal Dialog() { }

    public DialogState State => throw new NotSupportedException();

    public ReadOnlyMemory<byte> CallId => throw new NotSupportedException();

    public ReadOnlyMemory<byte> LocalTag => throw new NotSupportedException();

    public ReadOnlyMemory<byte> RemoteTag => throw new NotSupportedException();

    /// <summary>Our From or To value without tag.</summary>
    public ReadOnlyMemory<byte> LocalUri => throw new NotSupportedException();

    public ReadOnlyMemory<byte> RemoteUri => throw new NotSupportedException();

    /// <summary>The other side's Contact URI, as last refreshed by INVITE or UPDATE.</summary>
    public ReadOnlyMemory<byte> RemoteTarget => throw new NotSupportedException();

    /// <summary>True when the other side sent the INVITE.</summary>
    public bool IsServer => throw new NotSupportedException();

    /// <summary>Where messages of the other side come from and, on a connection, ours go to.</summary>
    public SipTarget Peer => throw new NotSupportedException();

    public IDialogUser? User { get; set; }

    public ISipTap? Tap { get; set; }

    /// <summary>Acknowledges the 2xx to our INVITE or re-INVITE; repeated 2xx get the same ACK again. Does nothing when no 2xx waits for it.</summary>
    /// <param name="body">The answer to a late offer; empty: none.</param>
    public void Ack(ReadOnlySpan<byte> contentType = default, ReadOnlySpan<byte> body = default) => throw new NotSupportedException();

    /// <summary>
    /// Ends the dialog: BYE, as soon as the rules let it go. <see cref="IDialogUser.OnEnded"/> follows with <see cref="DialogEndCause.ByeSent"/>.
    /// A 2xx of ours that has no ACK yet is waited for; a 2xx of theirs that we have not acknowledged is acknowledged first.
    /// </summary>
    /// <param name="reason">Value of a Reason header (RFC 3326), empty: none.</param>
    public void Bye(ReadOnlySpan<byte> reason = default) => throw new NotSupportedException();

    /// <summary>
    /// A new INVITE inside the dialog. Null when one of either side is under way: wait for its end, then try again (14.1).
    /// A 491 comes as <see cref="InviteFailure"/> with <see cref="InviteFailure.RetryAfter"/>.
    /// </summary>
    public OutgoingInvite? Reinvite<TState>(
        IOutgoingInviteUser user, HeaderWriter<TState>? headers, TState state, ReadOnlySpan<byte> contentType = default, ReadOnlySpan<byte> body = default) =>
        throw new NotSupportedException();

    /// <summary>Any other request inside the dialog, early ones included (PRACK, UPDATE, INFO, …).</summary>
    public OutgoingRequest Send<TState>(
        SipMethod method, IResponseUser user, HeaderWriter<TState>? headers, TState state, ReadOnlySpan<byte> contentType = default, ReadOnlySpan<byte> body = default) =>
        throw new NotSupportedException();

    /// <summary>What a restart needs to go on with it.</summary>
    public DialogSnapshot Snapshot() => throw new NotSupportedException();
}
