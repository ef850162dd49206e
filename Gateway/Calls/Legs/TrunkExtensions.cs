using Telephony.Domain.Trunks;
using Telephony.Sip.Reliability;
using Telephony.Sip.UserAgents;

namespace Telephony.Calls.Legs;

/// <summary>What INVITEs to a trunk, and responses to its own, say of extensions, and how long they may be.</summary>
internal static class TrunkExtensions
{
    public static Extensions Of(Trunk trunk) => new(
        trunk.Prack switch
        {
            PrackPolicy.Off => ProvisionalReliability.Off,
            PrackPolicy.Required => ProvisionalReliability.Required,
            _ => ProvisionalReliability.Supported,
        },
        trunk.SessionTimer.Mode != SessionTimerMode.Off);

    public static LargeRequestPolicy LargeRequestsOf(Trunk trunk) => trunk.LargeRequests switch
    {
        LargeRequests.Stay => LargeRequestPolicy.StayUdp,
        LargeRequests.Shrink => LargeRequestPolicy.Shrink,
        _ => LargeRequestPolicy.Switch,
    };
}
