namespace Telephony.Rtp.Media;

/// <summary>Totals of the media plane since its start, for metrics.</summary>
/// <param name="Loops">Names of the loops that carry media.</param>
/// <param name="PortPairsTaken">In use or resting warm.</param>
/// <param name="PortPairsKept">Of those, the ones that rest warm for the next legs.</param>
/// <param name="PacketsRelayed">RTP packets passed from leg to leg, or echoed.</param>
/// <param name="PacketsMade">RTP packets of announcements and digits of our own.</param>
/// <param name="Refused">What went no further, by cause.</param>
public sealed record MediaPlaneStatistics(
    IReadOnlyList<string> Loops,
    int Legs,
    int PortPairsTaken,
    int PortPairsKept,
    int PortPairsTotal,
    long PacketsRelayed,
    long BytesRelayed,
    long PacketsMade,
    long RtcpReceived,
    long RtcpSent,
    IReadOnlyDictionary<RefusalCause, long> Refused)
{
    internal static MediaPlaneStatistics Read(MediaWorker[] workers, PortSource ports) => new(
        [.. workers.Select(static worker => worker.Loop.Name)],
        workers.Sum(static worker => worker.Load),
        ports.PairsTaken,
        workers.Sum(static worker => worker.Warm.Count),
        ports.PairsTotal,
        workers.Sum(static worker => worker.Counters.Relayed),
        workers.Sum(static worker => worker.Counters.RelayedBytes),
        workers.Sum(static worker => worker.Counters.Made),
        workers.Sum(static worker => worker.Counters.RtcpIn),
        workers.Sum(static worker => worker.Counters.RtcpOut),
        Enum.GetValues<RefusalCause>().ToDictionary(static cause => cause, cause => workers.Sum(worker => worker.Counters.Refused(cause))));
}
