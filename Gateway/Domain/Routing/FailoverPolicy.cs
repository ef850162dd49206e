using Telephony.Domain.Trunks;

namespace Telephony.Domain.Routing;

/// <summary>What follows an attempt.</summary>
public enum FailoverVerdict : byte
{
    /// <summary>The callee's answer, or the caller's will: the search ends.</summary>
    Final,

    /// <summary>Try the next candidate.</summary>
    Next,

    /// <summary>Go where the Contacts of the 3xx lead.</summary>
    Follow3xx,

    /// <summary>Try the next Contact of the 3xx that led to this attempt.</summary>
    NextContact,
}

/// <summary>A verdict with its reason, a constant for the trace.</summary>
public readonly record struct FailoverDecision(FailoverVerdict Verdict, string Reason);

/// <summary>
/// The one table that says what moves on. Pure.
/// <code>
///   answered, cancelled, rang without answer            final
///   no reply, no progress, transport error, no room     next
///   300, 301, 302, 305 with Contact                     follow if the trunk allows, else as other codes
///   listed code (route's list, else trunk's list)       next
///   any other code below 600, of a Contact of a 3xx     the next Contact of that 3xx, if there is one
///   any other code                                      final
///   five attempts or 25 s                               final, whatever came
/// </code>
/// </summary>
public static class FailoverPolicy
{
    /// <param name="attempts">Attempts made so far, this one included; those that sent nothing do not count.</param>
    /// <param name="searching">Since the first attempt began.</param>
    /// <param name="hasOther">The attempt was made by a redirection that named other Contacts, too.</param>
    public static FailoverDecision Decide(AttemptOutcome outcome, RouteCandidate candidate, int attempts, TimeSpan searching, bool hasOther = false)
    {
        var decision = Decide(outcome, candidate, hasOther);
        if (decision.Verdict == FailoverVerdict.Final) return decision;
        if (attempts >= SearchGuard.MostAttempts) return new(FailoverVerdict.Final, "the last attempt that one call may make");
        if (searching >= SearchGuard.LongestSearch) return new(FailoverVerdict.Final, "the search has taken its longest time");
        return decision;
    }

    /// <summary>The same without the bounds of <see cref="SearchGuard"/>.</summary>
    public static FailoverDecision Decide(AttemptOutcome outcome, RouteCandidate candidate, bool hasOther = false) => outcome switch
    {
        AttemptOutcome.Answered => new(FailoverVerdict.Final, "answered"),
        AttemptOutcome.Cancelled => new(FailoverVerdict.Final, "the caller hung up"),
        AttemptOutcome.NoAnswer => new(FailoverVerdict.Final, "it rang and nobody answered"),
        AttemptOutcome.NoReply => new(FailoverVerdict.Next, "no response within noReply"),
        AttemptOutcome.NoProgress => new(FailoverVerdict.Next, "no progress within noProgress"),
        AttemptOutcome.TransportFailed => new(FailoverVerdict.Next, "transport error"),
        AttemptOutcome.NoRoom => new(FailoverVerdict.Next, "a limit was reached"),
        AttemptOutcome.Rejected { StatusCode: 300 or 301 or 302 or 305, HasContact: true } when candidate.Trunk.Follow3xx => new(FailoverVerdict.Follow3xx, "redirected"),
        AttemptOutcome.Rejected rejected when MovesOn(rejected.StatusCode, candidate) => new(FailoverVerdict.Next, "the code is on the list that moves on"),
        AttemptOutcome.Rejected { StatusCode: < 600 } when hasOther => new(FailoverVerdict.NextContact, "the redirection named another Contact"),
        AttemptOutcome.Rejected { StatusCode: < 400 } => new(FailoverVerdict.Final, "a redirection that is not followed"),
        _ => new(FailoverVerdict.Final, "the code is the callee's answer"),
    };

    private static bool MovesOn(int statusCode, RouteCandidate candidate)
    {
        var codes = candidate.Route.FailoverCodes ?? candidate.Trunk.Failover.Codes;
        for (var i = 0; i < codes.Count; i++)
        {
            if (codes[i] == statusCode) return true;
        }
        return false;
    }
}
