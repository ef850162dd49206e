namespace Telephony.Domain.Records;

/// <summary>Who brought the call to its end.</summary>
public enum CallEndedBy : byte
{
    Unknown = 0,
    Caller = 1,
    Callee = 2,

    /// <summary>The gateway itself: a refusal, a timer, lost media, a drain or a restart.</summary>
    Gateway = 3,

    /// <summary>A person or program that steers the call.</summary>
    Controller = 4,
}

/// <summary>Why a call ended, for people and for programs.</summary>
/// <param name="EndedBy">The side that ended it.</param>
/// <param name="SipStatus">The final status toward leg A, 100 to 699; 0 when the call was answered and ended by BYE.</param>
/// <param name="Q850">Cause of ITU-T Q.850 as in the Reason header (RFC 3326), 1 to 127; 0 when none is known.</param>
/// <param name="Text">One sentence that a person understands without the trace.</param>
public sealed record CallCause(CallEndedBy EndedBy, int SipStatus, int Q850, string Text);
