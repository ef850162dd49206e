namespace Telephony.Rtp.Quality;

/// <summary>What one leg has sent: totals, and the figures of the present source for sender reports (RFC 3550 6.4.1). Media thread only.</summary>
internal struct SendStatistics
{
    private uint _lastTimestamp;
    private long _lastAt;

    public long Packets { get; private set; }

    public long PayloadBytes { get; private set; }

    /// <summary>Clock of the source last sent.</summary>
    public int ClockHz { get; private set; }

    /// <summary>The source last sent: the far party's own where its stream is relayed, ours where we make the audio.</summary>
    public uint Ssrc { get; private set; }

    public uint SourcePackets { get; private set; }

    public uint SourceOctets { get; private set; }

    public readonly bool IsStarted => Packets > 0;

    public void OnPacket(uint ssrc, uint timestamp, int payloadBytes, int clockHz, bool timed, long now)
    {
        if (ssrc != Ssrc || Packets == 0)
        {
            Ssrc = ssrc;
            SourcePackets = SourceOctets = 0;
            timed = true;
        }
        Packets++;
        PayloadBytes += payloadBytes;
        SourcePackets++;
        SourceOctets += (uint)payloadBytes;
        if (!timed) return;
        _lastTimestamp = timestamp;
        _lastAt = now;
        ClockHz = clockHz;
    }

    /// <summary>True when something was sent within the time: then a sender report is due, else a receiver report.</summary>
    public readonly bool SentWithin(long milliseconds, long now) => Packets > 0 && now - _lastAt <= milliseconds;

    /// <summary>The media timestamp of this moment.</summary>
    public readonly uint TimestampAt(long now) => _lastTimestamp + (uint)((now - _lastAt) * ClockHz / 1000);
}
