using Telephony.Calls.Loop;
using Telephony.Domain.Identity;
using Telephony.Sip.Transports;

namespace Telephony.Calls.Legs;

/// <summary>A connected leg that has come over from another call.</summary>
internal sealed class MovedLeg : Leg
{
    public MovedLeg(Call call, LegId id, Leg from)
        : base(call, id, from.Role, from.Trunk)
    {
        Tap.Transport = from.Tap.Transport;
        Take(from);
    }

    public SipTransportKind Transport => Tap.Transport;
}
