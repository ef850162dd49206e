using Telephony.Sip.Messages;
using Telephony.Sip.UserAgents;

namespace Telephony.Sip.Dialogs;

/// <summary>Hears what happens in a dialog. Called on the loop.</summary>
public interface IDialogUser
{
    /// <summary>INFO, UPDATE, REFER, NOTIFY, MESSAGE, OPTIONS inside the dialog, in CSeq order. It must be answered, now or later. BYE and PRACK do not come here.</summary>
    void OnRequest(Dialog dialog, IncomingRequest request);

    /// <summary>A re-INVITE; 100 was sent. Glare (491, 500) was dealt with before (14.2). <see cref="IncomingInvite.User"/> should be set before returning unless it was answered.</summary>
    void OnReinvite(Dialog dialog, IncomingInvite invite);

    /// <summary>Comes once. The dialog sends and receives nothing any more.</summary>
    void OnEnded(Dialog dialog, in DialogEnd end);
}

/// <summary>Why a dialog ended.</summary>
/// <param name="Status">Status code that ended it, 0 when a BYE or nothing did.</param>
/// <param name="Message">The BYE or the response that ended it, if any; valid only during the call (Reason header).</param>
public readonly record struct DialogEnd(DialogEndCause Cause, int Status = 0, SipMessage? Message = null);

public enum DialogEndCause : byte
{
    /// <summary>The other side sent BYE; 200 was sent.</summary>
    ByeReceived,

    /// <summary>Our BYE has its final response, or none came in time.</summary>
    ByeSent,

    /// <summary>481 or 408 to a request of ours in the dialog (12.2.1.2), or its timeout.</summary>
    Gone,

    /// <summary>An early dialog whose INVITE failed or was won by another fork.</summary>
    NotChosen,
}
