using Telephony.Net.Addresses;
using Telephony.Rtp.Events;
using Telephony.Rtp.Latching;
using Telephony.Rtp.Playback;
using Telephony.Rtp.Quality;

namespace Telephony.Rtp.Media;

/// <summary>
/// What the packets of a leg leave behind. It belongs to the ports and goes with them from leg to leg, so that a call needs no memory for it, and a
/// collection copies none: no references, nothing that is read after the leg's end. Media worker only, but for <see cref="Quality"/>.
/// </summary>
internal sealed class LegTraffic
{
    // What every packet touches lies together, in this order.
    public NetEndpoint Destination;
    public SourceLatch Latch;
    public ReceiveStatistics Received;
    public SendStatistics Sent;
    public OutgoingStream Out;
    public DigitReceiver Digits;
    public PeerReports Reports;
    public FaxStatistics Fax;

    /// <summary>Any thread reads it.</summary>
    public QualityCell Quality;

    /// <summary>Of legs that have not begun, or have ended: nothing is read of it.</summary>
    public static LegTraffic Nobody { get; } = new();

    /// <summary>Another leg begins.</summary>
    public void Begin()
    {
        (Destination, Latch, Received, Sent) = (default, default, default, default);
        (Digits, Reports, Fax) = (default, default, default);
        Quality.Publish(default);
        Out = OutgoingStream.Random();
    }
}
