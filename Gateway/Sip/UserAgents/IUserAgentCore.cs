using Telephony.Sip.Messages;
using Telephony.Sip.Transports;

namespace Telephony.Sip.UserAgents;

/// <summary>
/// Who decides about requests from outside (RFC 3261 8.2): the user agent's user. All members are called on the user agent's loop, inline;
/// they may call back into it.
/// </summary>
public interface IUserAgentCore
{
    /// <summary>
    /// Asked for each new request outside a dialog, before anything is remembered about it. ACK and CANCEL are not asked about.
    /// </summary>
    /// <param name="request">Valid only during the call.</param>
    Screening Screen(SipMessage request, in SipSource source);

    /// <summary>A new INVITE outside a dialog; 100 was sent. <see cref="IncomingInvite.User"/> must be set before returning unless it was answered.</summary>
    void OnInvite(IncomingInvite invite);

    /// <summary>Something came that is no SIP, or breaks its grammar. The default does nothing.</summary>
    void OnGarbage(in SipSource source)
    {
    }

    /// <summary>OPTIONS, REGISTER, MESSAGE, … outside a dialog. It must be answered, now or later.</summary>
    void OnRequest(IncomingRequest request);
}
