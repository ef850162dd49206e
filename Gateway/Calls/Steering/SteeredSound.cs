namespace Telephony.Calls.Steering;

/// <summary>Sound of steered calls, whatever the phones' codecs: 16-bit linear, one channel.</summary>
public static class SteeredSound
{
    public const int SampleRate = 16_000;

    /// <summary>Of every frame.</summary>
    public const int FrameMilliseconds = 20;

    public const int FrameSamples = SampleRate * FrameMilliseconds / 1000;
}

/// <summary>What a phone hears. Media worker only: nothing is allocated, locked or logged.</summary>
public interface IFrameSource
{
    /// <summary>The next <see cref="SteeredSound.FrameSamples"/> samples; the whole frame is to be written.</summary>
    void Fill(Span<short> frame);
}

/// <summary>Who hears a phone. Media worker only, as above.</summary>
public interface IFrameSink
{
    /// <param name="frame">Valid during the call.</param>
    void Hear(ReadOnlySpan<short> frame);
}
