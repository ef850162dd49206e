using Telephony.Calls.Legs;
using Telephony.Sip.Subscriptions;
using Telephony.Sip.UserAgents;

namespace Telephony.Calls.Transfer;

/// <summary>NOTIFY inside a call: news of a REFER of ours (RFC 3515 2.4.5), or of nothing that anybody asked for.</summary>
internal static class ReferNotifies
{
    public static void On(Leg leg, IncomingRequest notify)
    {
        if (!EventView.IsRefer(notify.Request, out _)) notify.Respond(489, default, StraySubscriptions.WriteAllowEvents, 0);
        else if (leg.Refer?.TryTake(notify) != true) notify.Respond(481);
    }
}
