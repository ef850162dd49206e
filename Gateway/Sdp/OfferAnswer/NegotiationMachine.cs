namespace Telephony.Sdp.OfferAnswer;

/// <summary>Where the offer/answer exchange of one dialog stands (RFC 3264 4, RFC 6337 2).</summary>
public enum NegotiationState
{
    /// <summary>No description exchanged yet.</summary>
    None,
    /// <summary>Our first offer waits for its answer.</summary>
    FirstLocalOffer,
    /// <summary>The peer's first offer waits for ours.</summary>
    FirstRemoteOffer,
    Stable,
    /// <summary>Our new offer in a running session waits for its answer.</summary>
    LocalOffer,
    /// <summary>The peer's new offer in a running session waits for ours.</summary>
    RemoteOffer,
}

public enum NegotiationTrigger
{
    SendOffer,
    ReceiveOffer,
    SendAnswer,
    ReceiveAnswer,
    /// <summary>The request that carried the open offer failed: 488, 491, a timeout, CANCEL.</summary>
    OfferFails,
}

public enum NegotiationViolation
{
    None,
    /// <summary>Both sides offer at once: theirs is refused with 491 (RFC 3261 14.2).</summary>
    Glare,
    /// <summary>The peer offers again before we answered: 500 with Retry-After (RFC 3261 14.2, RFC 6337 4.3).</summary>
    SecondRemoteOffer,
    /// <summary>We may not offer now; wait for the open exchange to end.</summary>
    OfferPending,
    /// <summary>An answer that repeats one already taken (a 200 after a 183 that carried it): to be ignored (RFC 6337 3.1.1).</summary>
    RepeatedAnswer,
    NothingToAnswer,
}

/// <param name="State">The state after the step; unchanged by a violation.</param>
public readonly record struct NegotiationStep(NegotiationState State, NegotiationViolation Violation = NegotiationViolation.None)
{
    public bool IsAllowed => Violation == NegotiationViolation.None;
}

/// <summary>
/// Who may offer and who must answer, as a pure table.
/// <code>
///             SendOffer                    ReceiveAnswer
///   None ───────────────► FirstLocalOffer ──────────────► Stable ◄──── SendAnswer ── RemoteOffer
///     └── ReceiveOffer ─► FirstRemoteOffer ─ SendAnswer ───► │ ▲ └── ReceiveOffer ──────►┘
///                                                  SendOffer ▼ │ ReceiveAnswer
///                                                       LocalOffer
/// </code>
/// A failed offer leads back to where it began.
/// </summary>
public static class NegotiationMachine
{
    public static NegotiationStep On(NegotiationState state, NegotiationTrigger trigger) => (state, trigger) switch
    {
        (NegotiationState.None,             NegotiationTrigger.SendOffer)     => new(NegotiationState.FirstLocalOffer),
        (NegotiationState.None,             NegotiationTrigger.ReceiveOffer)  => new(NegotiationState.FirstRemoteOffer),
        (NegotiationState.FirstLocalOffer,  NegotiationTrigger.ReceiveAnswer) => new(NegotiationState.Stable),
        (NegotiationState.FirstLocalOffer,  NegotiationTrigger.OfferFails)    => new(NegotiationState.None),
        (NegotiationState.FirstRemoteOffer, NegotiationTrigger.SendAnswer)    => new(NegotiationState.Stable),
        (NegotiationState.FirstRemoteOffer, NegotiationTrigger.OfferFails)    => new(NegotiationState.None),
        (NegotiationState.Stable,           NegotiationTrigger.SendOffer)     => new(NegotiationState.LocalOffer),
        (NegotiationState.Stable,           NegotiationTrigger.ReceiveOffer)  => new(NegotiationState.RemoteOffer),
        (NegotiationState.LocalOffer,       NegotiationTrigger.ReceiveAnswer) => new(NegotiationState.Stable),
        (NegotiationState.LocalOffer,       NegotiationTrigger.OfferFails)    => new(NegotiationState.Stable),
        (NegotiationState.RemoteOffer,      NegotiationTrigger.SendAnswer)    => new(NegotiationState.Stable),
        (NegotiationState.RemoteOffer,      NegotiationTrigger.OfferFails)    => new(NegotiationState.Stable),

        (NegotiationState.FirstLocalOffer or NegotiationState.LocalOffer,   NegotiationTrigger.ReceiveOffer) => new(state, NegotiationViolation.Glare),
        (NegotiationState.FirstRemoteOffer or NegotiationState.RemoteOffer, NegotiationTrigger.ReceiveOffer) => new(state, NegotiationViolation.SecondRemoteOffer),
        (not (NegotiationState.None or NegotiationState.Stable),            NegotiationTrigger.SendOffer)    => new(state, NegotiationViolation.OfferPending),
        (NegotiationState.Stable,                                           NegotiationTrigger.ReceiveAnswer) => new(state, NegotiationViolation.RepeatedAnswer),
        (_,                                                                 NegotiationTrigger.OfferFails)   => new(state),
        _ => new(state, NegotiationViolation.NothingToAnswer),
    };
}
