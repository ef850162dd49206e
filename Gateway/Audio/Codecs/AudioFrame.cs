namespace Telephony.Audio.Codecs;

/// <summary>Bounds of the audio of one packet.</summary>
public static class AudioFrame
{
    /// <summary>The longest packet any codec here has: 120 ms (Opus, RFC 6716 2.1.4) at 48 kHz.</summary>
    public const int MaxSamples = 48 * 120;

    /// <summary>Packet times encoders take, in milliseconds: whole tens.</summary>
    public const int MinPtimeMs = 10;

    public const int MaxPtimeMs = 60;

    /// <summary>The packet time nearest to what a peer asked for that encoders take: whole tens of milliseconds, 10 to 60; 20 when it asked for nothing.</summary>
    public static int Ptime(int? wantedMs) => wantedMs is { } ms and > 0 ? Math.Clamp((ms + 5) / 10 * 10, MinPtimeMs, MaxPtimeMs) : 20;

    internal static void Check(int frameSamples, int maxPayloadBytes, ReadOnlySpan<short> frame, Span<byte> payload)
    {
        if (frame.Length != frameSamples) throw new ArgumentException($"A frame has {frameSamples} samples, not {frame.Length}.", nameof(frame));
        if (payload.Length < maxPayloadBytes) throw new ArgumentException($"A payload needs room for {maxPayloadBytes} octets, not {payload.Length}.", nameof(payload));
    }
}
