namespace Telephony.Rtp.Media;

/// <summary>Counters of one media worker: one thread writes, any thread reads.</summary>
internal sealed class WorkerCounters
{
    private readonly long[] _refused = new long[Enum.GetValues<RefusalCause>().Length];
    private long _relayed;
    private long _relayedBytes;
    private long _made;
    private long _rtcpIn;
    private long _rtcpOut;

    public long Relayed => Volatile.Read(ref _relayed);

    public long RelayedBytes => Volatile.Read(ref _relayedBytes);

    public long Made => Volatile.Read(ref _made);

    public long RtcpIn => Volatile.Read(ref _rtcpIn);

    public long RtcpOut => Volatile.Read(ref _rtcpOut);

    public long Refused(RefusalCause cause) => Volatile.Read(ref _refused[(int)cause]);

    public void Refuse(RefusalCause cause) => _refused[(int)cause]++;

    public void CountRelayed(int bytes)
    {
        _relayed++;
        _relayedBytes += bytes;
    }

    public void CountMade() => _made++;

    public void CountRtcpIn() => _rtcpIn++;

    public void CountRtcpOut() => _rtcpOut++;
}
