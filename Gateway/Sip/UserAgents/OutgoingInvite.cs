using Telephony.Sip.Dialogs;
using Telephony.Sip.Transports;

namespace Telephony.Sip.UserAgents;

/// <summary>An INVITE or re-INVITE of ours, from the first byte sent until its transaction can see no more responses. Loop thread only.</summary>
public sealed class OutgoingInvite
{
    internal OutgoingInvite() { }

    /// <summary>Wire form of the Call-ID.</summary>
    public ReadOnlyMemory<byte> CallId => throw new NotSupportedException();

    /// <summary>Our From tag.</summary>
    public ReadOnlyMemory<byte> LocalTag => throw new NotSupportedException();

    /// <summary>The dialog of a re-INVITE; of a new INVITE after its answer.</summary>
    public Dialog? Dialog => throw new NotSupportedException();

    public bool IsReinvite => throw new NotSupportedException();

    /// <summary>Any response but 100 was seen.</summary>
    public bool IsProgressing => throw new NotSupportedException();

    /// <summary>Answered, failed or abandoned.</summary>
    public bool IsOver => throw new NotSupportedException();

    /// <summary>Where the present attempt went.</summary>
    public SipTarget Target => throw new NotSupportedException();

    /// <summary>
    /// Gives up: CANCEL leaves as soon as a provisional response has come (RFC 3261 9.1). <see cref="IOutgoingInviteUser.OnFailed"/> follows with
    /// <see cref="RequestFailure.Cancelled"/>; a 2xx that crosses is acknowledged and ended by BYE. Does nothing after the end.
    /// </summary>
    /// <param name="reason">Value of a Reason header (RFC 3326), empty: none.</param>
    public void Cancel(ReadOnlySpan<byte> reason = default) => throw new NotSupportedException();

    /// <summary>The same, and the user is told nothing any more.</summary>
    public void Abandon(ReadOnlySpan<byte> reason = default) => throw new NotSupportedException();
}
