namespace Telephony.Audio.Sources;

/// <summary>
/// A sound that is pulled frame by frame: mono, 16-bit, at one rate. One owner, one thread at a time; <see cref="Read"/> neither allocates, blocks nor throws, so that the media thread may call it.
/// </summary>
public interface IPcmSource : IDisposable
{
    /// <summary>Samples per second.</summary>
    int SampleRate { get; }

    /// <summary>Fills the frame from its beginning.</summary>
    /// <returns>Samples written. Fewer than asked for: the sound is over, and stays over until it is rewound.</returns>
    int Read(Span<short> frame);

    /// <summary>Goes back to the beginning. False: this sound is made only once (a live stream).</summary>
    bool TryRewind();
}
