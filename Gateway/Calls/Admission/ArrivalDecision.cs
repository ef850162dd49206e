using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Telephony.Domain.Routing;

namespace Telephony.Calls.Admission;

/// <summary>What becomes of a call that came in from a known trunk. A closed union.</summary>
internal abstract record ArrivalDecision
{
    private ArrivalDecision()
    {
    }

    /// <summary>Out again by voice routes.</summary>
    public sealed record Dial(RoutePlan Plan) : ArrivalDecision;

    /// <summary>The gateway itself is the other side: echo, announcement, or whatever a controller makes of it.</summary>
    /// <param name="Owner">Of the number.</param>
    public sealed record Local(Destination Destination, ResourceId Owner) : ArrivalDecision;

    /// <param name="Status">Final answer to leg A.</param>
    /// <param name="Text">One sentence for the record; never for the wire.</param>
    public sealed record Refuse(int Status, string Text, int RetryAfterSeconds = 0) : ArrivalDecision;
}
