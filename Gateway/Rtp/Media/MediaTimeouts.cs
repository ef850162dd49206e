namespace Telephony.Rtp.Media;

/// <summary>How long a leg may hear neither RTP nor RTCP before <see cref="IMediaObserver.OnMediaTimeout"/>; null switches a limit off.</summary>
/// <param name="BeforeFirst">Before the first packet, from the plan that first sets it.</param>
/// <param name="AfterLast">Once media has flowed.</param>
/// <param name="OnHold">While the leg does not receive: only RTCP can be expected, and not from every peer.</param>
public sealed record MediaTimeouts(TimeSpan? BeforeFirst, TimeSpan? AfterLast, TimeSpan? OnHold = null)
{
    /// <summary>30 s before the first packet, 15 s after it, none on hold.</summary>
    public static MediaTimeouts Default { get; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(15));

    /// <summary>For the time before the answer.</summary>
    public static MediaTimeouts Off { get; } = new(null, null);
}
