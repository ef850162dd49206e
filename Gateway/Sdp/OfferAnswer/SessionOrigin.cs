using Telephony.Sdp.Descriptions;

namespace Telephony.Sdp.OfferAnswer;

/// <summary>
/// Who we are in the <c>o=</c> lines of one dialog. The version rises by one when anything else in the description changes, and only then
/// (RFC 3264 8); all else of the line stays as first sent, also when the media address moves.
/// </summary>
/// <param name="SessionId">Random per dialog, below 2^62 so that every peer can read it.</param>
public sealed record SessionOrigin(ulong SessionId, ulong FirstVersion = 1)
{
    /// <summary>Puts the right <c>o=</c> line on a description.</summary>
    /// <param name="previous">What we last sent in this dialog; null for the first.</param>
    /// <returns><paramref name="previous"/> itself when nothing has changed.</returns>
    public SessionDescription Stamp(SessionDescription? previous, SessionDescription candidate)
    {
        if (previous is null) return candidate with { Origin = candidate.Origin with { SessionId = SessionId, Version = FirstVersion } };
        if (previous.SameContent(candidate)) return previous;
        return candidate with { Origin = previous.Origin with { Version = previous.Origin.Version + 1 } };
    }
}
