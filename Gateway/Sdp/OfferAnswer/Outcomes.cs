using Telephony.Sdp.Descriptions;

namespace Telephony.Sdp.OfferAnswer;

public abstract record OfferOutcome
{
    private OfferOutcome() { }

    public sealed record Offered(SessionDescription Description) : OfferOutcome;

    public sealed record Refused(NegotiationFault Fault) : OfferOutcome;
}

/// <summary>Our answer to an offer.</summary>
public abstract record AnswerOutcome
{
    private AnswerOutcome() { }

    public sealed record Answered(SessionDescription Description, MediaPlan Plan) : AnswerOutcome;

    public sealed record Refused(NegotiationFault Fault) : AnswerOutcome;
}

/// <summary>What a peer's answer to our offer leads to.</summary>
public abstract record PlanOutcome
{
    private PlanOutcome() { }

    public sealed record Agreed(MediaPlan Plan) : PlanOutcome;

    public sealed record Refused(NegotiationFault Fault) : PlanOutcome;
}
