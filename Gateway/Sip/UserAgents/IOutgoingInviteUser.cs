using Telephony.Sip.Dialogs;
using Telephony.Sip.Messages;

namespace Telephony.Sip.UserAgents;

/// <summary>
/// Hears what becomes of an INVITE of ours. Called on the loop; messages are valid only during the call. Exactly one of <see cref="OnAnswered"/> and
/// <see cref="OnFailed"/> comes, unless the invite was abandoned.
/// </summary>
public interface IOutgoingInviteUser
{
    /// <summary>100: the next hop has it. Not told of a re-INVITE.</summary>
    void OnTrying(OutgoingInvite invite) { }

    /// <summary>
    /// 101 to 199. One early dialog per To-tag: forks show as several. A reliable one (RFC 3262) has its PRACK already; repetitions and what came out of order
    /// are not told.
    /// </summary>
    /// <param name="early">Null when the response has no To-tag. Its <see cref="Dialog.User"/> may be set to receive requests in the early dialog.</param>
    void OnProvisional(OutgoingInvite invite, Dialog? early, SipMessage response);

    /// <summary>
    /// The first 2xx. Call <see cref="Dialog.Ack"/> at once, or later when the answer to a late offer is known; repeated 2xx are acknowledged again
    /// by the user agent, and another fork that answers too is acknowledged and ended with BYE. For a re-INVITE the dialog is that of the re-INVITE.
    /// </summary>
    void OnAnswered(OutgoingInvite invite, Dialog dialog, SipMessage response);

    void OnFailed(OutgoingInvite invite, in InviteFailure failure);
}

/// <summary>How an INVITE failed.</summary>
/// <param name="Status">The status code received, or the one that RFC 3261 8.1.3.1 says to assume (408, 503), or 487 when cancelled.</param>
/// <param name="Response">The response, if there was one; valid only during the call.</param>
/// <param name="RetryAfter">For a 491 to a re-INVITE: how long to wait before trying again (14.1: 2.1 to 4 s for the owner of the Call-ID, else 0 to 2 s).</param>
public readonly record struct InviteFailure(RequestFailure Cause, int Status, SipMessage? Response, TimeSpan? RetryAfter = null);
