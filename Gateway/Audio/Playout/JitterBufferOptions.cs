namespace Telephony.Audio.Playout;

/// <summary>Bounds of the delay that a jitter buffer may add.</summary>
public sealed record JitterBufferOptions
{
    /// <summary>Never less, however calm the network.</summary>
    public TimeSpan Least { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Until enough packets have been seen to judge by.</summary>
    public TimeSpan Initial { get; init; } = TimeSpan.FromMilliseconds(40);

    /// <summary>Never aimed at more: beyond it a conversation suffers more from the delay than from the loss (ITU-T G.114).</summary>
    public TimeSpan Most { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// False: the delay stays at <see cref="Initial"/>, whatever the network does, and nothing is left out; one packet is waited for only when the buffer has run dry. For modems
    /// and fax machines, to which a packet too many or too few is worse than any delay.
    /// </summary>
    public bool Adapts { get; init; } = true;

    /// <summary>Packets that may wait; the oldest go first.</summary>
    public int MostPackets { get; init; } = 64;
}
