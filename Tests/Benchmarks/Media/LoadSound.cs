using Telephony.Audio.Codecs;

namespace Telephony.Benchmarks.Media;

/// <summary>Half a minute of something like a voice, encoded once: tones that move, swell and pause, for what a codec costs depends on what it hears.</summary>
/// <param name="Ticks">Of the RTP clock per frame of 20 ms.</param>
internal sealed record LoadSound(byte PayloadType, uint Ticks, byte[][] Frames)
{
    private const int FrameCount = 1500;
    private const int PacketMilliseconds = 20;

    public static LoadSound MuLaw { get; } = Make(0, 160, new CodecFormat("PCMU", 8000, 1));

    public static LoadSound Opus { get; } = Make(96, 960, new CodecFormat("opus", 48_000, 2));

    private static LoadSound Make(byte payloadType, uint ticks, CodecFormat format)
    {
        if (!AudioCodecs.TryCreateEncoder(format, PacketMilliseconds, 8000, out var encoder, out var why)) throw new InvalidOperationException(why);
        using (encoder)
        {
            var samples = new short[encoder.FrameSamples];
            var payload = new byte[1500];
            var frames = new byte[FrameCount][];
            var phase = 0.0;
            for (var frame = 0; frame < frames.Length; frame++)
            {
                Speak(samples, encoder.SampleRate, frame, ref phase);
                frames[frame] = payload[..encoder.Encode(samples, payload)];
            }

            return new LoadSound(payloadType, ticks, frames);
        }
    }

    private static void Speak(short[] samples, int rate, int frame, ref double phase)
    {
        var pitch = 120 + (40 * Math.Sin(frame / 17.0));
        var loudness = frame % 100 < 60 ? 0.6 + (0.4 * Math.Sin(frame / 3.0)) : 0.01;      // two fifths of the time one listens
        for (var i = 0; i < samples.Length; i++)
        {
            phase += 2 * Math.PI * pitch / rate;
            var sum = 0.0;
            for (var harmonic = 1; harmonic <= 12; harmonic++) sum += Math.Sin(phase * harmonic) / harmonic;
            samples[i] = (short)(5000 * loudness * sum);
        }
    }
}
