using Telephony.Sip.UserAgents;

namespace Telephony.Sip.Subscriptions;

/// <summary>Hears what becomes of a REFER of ours. Called on the loop. Either <see cref="OnRefused"/> comes, or <see cref="OnAccepted"/> and then news.</summary>
public interface IReferUser
{
    /// <summary>A 2xx, or the first news before it: the other side will try.</summary>
    /// <param name="quietly">It makes no subscription (RFC 4488 4): nothing more will be heard.</param>
    void OnAccepted(OutgoingRefer refer, bool quietly);

    /// <summary>A final response of 300 or above; 0 when none came, and nobody knows whether it tries.</summary>
    void OnRefused(OutgoingRefer refer, int status);

    /// <summary>The status of a response that the referred request got, 100 to 699. At the most one of 200 or above comes, and nothing after it.</summary>
    void OnNews(OutgoingRefer refer, int status);

    /// <summary>The subscription has ended without a final status: how it went is not said.</summary>
    void OnNewsEnded(OutgoingRefer refer);
}
