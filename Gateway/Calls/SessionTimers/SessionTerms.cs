using Telephony.Domain.Trunks;
using Telephony.Sip.Messages;

namespace Telephony.Calls.SessionTimers;

/// <summary>What one INVITE or UPDATE and its 2xx make of the session timer.</summary>
/// <param name="Seconds">Interval; 0: no session timer.</param>
/// <param name="Ours">We refresh.</param>
/// <param name="Told">Session-Expires stands in the 2xx.</param>
internal readonly record struct SessionTerms(int Seconds, bool Ours, bool Told)
{
    /// <summary>
    /// What the answering side makes of a request (RFC 4028 9 with table 2). False: its interval is too small, and the peer understands 422.
    /// </summary>
    public static bool TryAnswer(SipMessage request, SessionTimerPolicy policy, out SessionTerms terms)
    {
        terms = default;
        if (policy.Mode == SessionTimerMode.Off) return true;
        var (asked, known, minimum) = (SessionExpires.Read(request), SessionExpires.IsKnownTo(request), SessionExpires.ReadMinimum(request));
        if (asked.Seconds > 0)
        {
            if (known && asked.Seconds < Whole(policy.Minimum)) return false;
            var seconds = Math.Max(Math.Min(asked.Seconds, Whole(policy.Expires)), Math.Min(minimum, asked.Seconds));
            terms = new SessionTerms(seconds, asked.ByClient is { } client ? !(client && known) : IsOurs(policy, known), Told: true);
            return true;
        }
        if (known && policy.Mode >= SessionTimerMode.Offer) terms = new SessionTerms(Math.Max(Whole(policy.Expires), minimum), IsOurs(policy, known), Told: true);
        else if (policy.Mode == SessionTimerMode.Always) terms = new SessionTerms(Whole(policy.Expires), Ours: true, Told: false);
        return true;
    }

    /// <summary>What the asking side makes of a 2xx (7.2): without Session-Expires there is no session timer, unless we want one all the same.</summary>
    public static SessionTerms OfAnswer(SipMessage response, SessionTimerPolicy policy)
    {
        if (policy.Mode == SessionTimerMode.Off) return default;
        var said = SessionExpires.Read(response);
        if (said.Seconds > 0) return new SessionTerms(said.Seconds, said.ByClient ?? true, Told: true);
        return policy.Mode == SessionTimerMode.Always ? new SessionTerms(Whole(policy.Expires), Ours: true, Told: false) : default;
    }

    public static int Whole(TimeSpan span) => (int)Math.Ceiling(span.TotalSeconds);

    private static bool IsOurs(SessionTimerPolicy policy, bool known) => policy.Refresher == SessionRefresher.Local || !known;
}
