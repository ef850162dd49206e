using Telephony.Rtp.Events;
using Telephony.Rtp.Media;

namespace Telephony.Benchmarks.Media;

/// <summary>An observer for benchmarks that measure without a call engine.</summary>
internal sealed class NobodyListens : IMediaObserver
{
    public static readonly NobodyListens Instance = new();

    public void OnMediaTimeout(MediaLeg leg)
    {
    }

    public void OnDigit(MediaLeg leg, DtmfDigit digit, TimeSpan duration)
    {
    }

    public void OnPlayEnded(MediaLeg leg)
    {
    }

    public void OnFirstPacket(MediaLeg leg)
    {
    }
}
