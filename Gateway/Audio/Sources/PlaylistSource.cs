namespace Telephony.Audio.Sources;

/// <summary>
/// Sounds one after another without a gap, once, several times or until stopped. <see cref="Stop"/> may be called from any thread: the sound fades out over the next frame, which does not click,
/// and is over. Owns its parts.
/// </summary>
public sealed class PlaylistSource : IPcmSource
{
    private readonly IReadOnlyList<IPcmSource> _parts;
    private readonly int _rounds;
    private int _index;
    private int _round;
    private bool _sounded;                 // something came in this round
    private volatile bool _stopping;
    private bool _over;

    /// <param name="rounds">How often all is played; 0: until stopped.</param>
    /// <exception cref="ArgumentException">A part has another rate.</exception>
    public PlaylistSource(IReadOnlyList<IPcmSource> parts, int sampleRate, int rounds = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rounds);
        foreach (var part in parts)
        {
            if (part.SampleRate != sampleRate) throw new ArgumentException($"A part has {part.SampleRate} Hz where the list has {sampleRate}.", nameof(parts));
        }
        (_parts, _rounds, SampleRate) = (parts, rounds, sampleRate);
    }

    public int SampleRate { get; }

    /// <summary>How many times the list was begun again.</summary>
    public int RoundsPlayed => Volatile.Read(ref _round);

    public void Stop() => _stopping = true;

    public int Read(Span<short> frame)
    {
        if (_over) return 0;
        var written = Fill(frame);
        if (_stopping)
        {
            FadeOut(frame[..written]);
            _over = true;
        }
        else if (written < frame.Length)
        {
            _over = true;
        }
        return written;
    }

    public bool TryRewind()
    {
        (_index, _sounded, _over, _stopping) = (0, false, false, false);
        Volatile.Write(ref _round, 0);
        return RewindParts();
    }

    public void Dispose()
    {
        foreach (var part in _parts) part.Dispose();
    }

    private int Fill(Span<short> frame)
    {
        var written = 0;
        while (written < frame.Length)
        {
            if (_index == _parts.Count && !TryAgain()) break;
            var length = _parts[_index].Read(frame[written..]);
            _sounded |= length > 0;
            written += length;
            if (written < frame.Length) _index++;
        }
        return written;
    }

    /// <summary>False: the last round is over, a part cannot be played twice, or a whole round was empty.</summary>
    private bool TryAgain()
    {
        if (!_sounded || (_rounds > 0 && _round + 1 >= _rounds) || !RewindParts()) return false;
        (_index, _sounded) = (0, false);
        Volatile.Write(ref _round, _round + 1);
        return true;
    }

    private bool RewindParts()
    {
        var all = true;
        for (var i = 0; i < _parts.Count; i++) all &= _parts[i].TryRewind();
        return all;
    }

    private static void FadeOut(Span<short> samples)
    {
        for (var i = 0; i < samples.Length; i++) samples[i] = (short)(samples[i] * (samples.Length - i) / samples.Length);
    }
}
