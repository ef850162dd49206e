namespace Telephony.Audio.Codecs;

/// <summary>
/// One received stream of one codec: payloads in order in, mono 16-bit samples at <see cref="SampleRate"/> out. It keeps state from payload to payload, allocates nothing
/// after it was made, and has one owner. Feed it in playout order: <see cref="Decode"/> for what arrived, <see cref="TryRecover"/> or <see cref="Conceal"/> for what did not.
/// </summary>
public interface IAudioDecoder : IDisposable
{
    /// <summary>Samples per second that come out. With the clock of the format it gives RTP time: ticks = samples x clock / rate (G.722: 16 000 samples, 8000 ticks; RFC 3551 4.5.2).</summary>
    int SampleRate { get; }

    /// <summary>How many samples <see cref="Decode"/> would make of the payload, judged by its length and first octets; 0 when it is none of this codec.</summary>
    int SamplesIn(ReadOnlySpan<byte> payload);

    /// <summary>Decodes one payload. Never throws, whatever the octets are.</summary>
    /// <param name="pcm">At least <see cref="SamplesIn"/> long; <see cref="AudioFrame.MaxSamples"/> fits every payload.</param>
    /// <returns>Samples written; 0 when the payload is damaged or does not fit: conceal then.</returns>
    int Decode(ReadOnlySpan<byte> payload, Span<short> pcm);

    /// <summary>Fills the place of lost audio with what plausibly was there, fading to silence (ITU-T G.711 Appendix I; Opus has its own way).</summary>
    /// <param name="pcm">As long as what is lost, or as a playout tick: a long loss is concealed by several calls.</param>
    void Conceal(Span<short> pcm);

    /// <summary>Restores the lost audio just before a payload from a copy inside that payload (Opus in-band FEC, RFC 6716 2.1.7). Decode the payload itself afterwards.</summary>
    /// <param name="pcm">As long as what is lost.</param>
    /// <returns>False when the payload carries no such copy; nothing is written then.</returns>
    bool TryRecover(ReadOnlySpan<byte> following, Span<short> pcm);

    /// <summary>Forgets what was heard: a new stream begins.</summary>
    void Reset();
}
