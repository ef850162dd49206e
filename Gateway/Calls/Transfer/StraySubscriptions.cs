using Telephony.Sip.Messages;
using Telephony.Sip.Subscriptions;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;

namespace Telephony.Calls.Transfer;

/// <summary>REFER, SUBSCRIBE and NOTIFY outside of calls: nothing of ours is meant, and each gets the answer of its RFC.</summary>
internal static class StraySubscriptions
{
    /// <summary>False for another method.</summary>
    public static bool TryAnswer(IncomingRequest request)
    {
        switch (request.Method)
        {
            case SipMethod.Refer:
                request.Respond(603);   // RFC 3515 2.4.2: a transfer is asked for in the dialog of its call
                return true;
            case SipMethod.Subscribe when EventView.IsRefer(request.Request, out _):
                request.Respond(403);   // RFC 3515 2.4.4
                return true;
            case SipMethod.Subscribe:
                request.Respond(489, default, WriteAllowEvents, 0);   // RFC 6665 4.2.1.1
                return true;
            case SipMethod.Notify:
                request.Respond(481);   // RFC 6665 4.1.3
                return true;
            default:
                return false;
        }
    }

    public static void WriteAllowEvents(ref SipWriter writer, int unused) => writer.Header(HeaderName.AllowEvents, "refer"u8);
}
