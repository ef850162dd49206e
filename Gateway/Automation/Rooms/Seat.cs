using Telephony.Audio.Mixing;
using Telephony.Calls.Steering;

namespace Telephony.Automation.Rooms;

/// <summary>
/// One phone's place in a conversation. What the phone says lies in a ring that the other seats read, each at its own pace; what it hears is the others, and what is
/// played to it. Seats may be on different media workers: one writer, any number of readers, no locks.
/// <code>
///   phone ─► Hear ─► ring ─► ears of the others        ears on the others ┐
///                    └─► taps                           prompt, hold music ┴─► sum ─► limit ─► Fill ─► phone
/// </code>
/// Members for the call's loop say so; the rest is the media worker's.
/// </summary>
internal sealed class Seat : IFrameSource, IFrameSink
{
    private const int RingSamples = 8192;
    private const int Mask = RingSamples - 1;

    private readonly short[] _ring = new short[RingSamples];
    private readonly int[] _sum = new int[SteeredSound.FrameSamples];
    private readonly short[] _played = new short[SteeredSound.FrameSamples];
    private MixLimiter _limiter;
    private long _written;
    private Ear[] _ears = [];
    private IFrameSink[] _taps = [];
    private Playback? _prompt;
    private Playback? _music;
    private volatile bool _muted;
    private volatile bool _held;
    private volatile bool _away;

    /// <summary>Call loop: nobody hears it.</summary>
    public bool IsMuted
    {
        get => _muted;
        set => _muted = value;
    }

    /// <summary>Call loop: it hears music, and is not heard.</summary>
    public bool IsHeld => _held;

    /// <summary>Call loop: the seats it hears from now on.</summary>
    public void Hears(IEnumerable<Seat> others) => Volatile.Write(ref _ears, [.. others.Select(static other => new Ear(other))]);

    /// <summary>Call loop: others who get what the phone says, muted or not.</summary>
    public void Tap(IReadOnlyList<IFrameSink> taps) => Volatile.Write(ref _taps, [.. taps]);

    /// <summary>Call loop: plays to the phone in addition to the others; what was played before ends without a word.</summary>
    public void Play(Playback? prompt) => Volatile.Write(ref _prompt, prompt);

    /// <summary>Call loop: stops that prompt, if it still plays.</summary>
    public void Stop(Playback prompt) => Interlocked.CompareExchange(ref _prompt, null, prompt);

    /// <summary>Call loop.</summary>
    /// <param name="music">What the phone hears meanwhile; null: nothing.</param>
    public void Hold(Playback? music)
    {
        Volatile.Write(ref _music, music);
        _held = true;
    }

    /// <summary>Call loop.</summary>
    public void Unhold()
    {
        _held = false;
        Volatile.Write(ref _music, null);
    }

    /// <summary>Call loop: the phone has left.</summary>
    public void Leave() => _away = true;

    public void Hear(ReadOnlySpan<short> frame)
    {
        foreach (var tap in Volatile.Read(ref _taps)) tap.Hear(frame);
        var at = (int)_written & Mask;
        var first = Math.Min(frame.Length, RingSamples - at);
        frame[..first].CopyTo(_ring.AsSpan(at));
        frame[first..].CopyTo(_ring);
        Volatile.Write(ref _written, _written + frame.Length);
    }

    public void Fill(Span<short> frame)
    {
        _sum.AsSpan().Clear();
        if (_held)
        {
            if (Volatile.Read(ref _music) is { } music) Add(music);
        }
        else
        {
            foreach (var ear in Volatile.Read(ref _ears)) ear.AddTo(_sum);
        }
        if (Volatile.Read(ref _prompt) is { } prompt && !Add(prompt) && Interlocked.CompareExchange(ref _prompt, null, prompt) == prompt) prompt.TellEnd();
        _limiter.Limit(_sum, frame);
    }

    /// <returns>False at its end.</returns>
    private bool Add(Playback playback)
    {
        var read = playback.Read(_played);
        for (var i = 0; i < read; i++) _sum[i] += _played[i];
        return read == _played.Length;
    }

    /// <summary>Where one listener is in what one speaker says. It waits for two frames before it begins, so that two clocks that beat apart do not tear.</summary>
    private sealed class Ear(Seat from)
    {
        private const int Most = SteeredSound.FrameSamples * 6;

        private long _at = -1;
        private bool _runs;

        public void AddTo(int[] sum)
        {
            var written = Volatile.Read(ref from._written);
            if (from._muted || from._held || from._away || _at < 0 || written - _at > Most)
            {
                (_at, _runs) = (written, false);
                return;
            }
            var waiting = written - _at;
            if (waiting < (_runs ? sum.Length : 2 * sum.Length))
            {
                _runs &= waiting >= sum.Length;
                return;
            }
            _runs = true;
            for (var i = 0; i < sum.Length; i++) sum[i] += from._ring[(int)(_at + i) & Mask];
            _at += sum.Length;
        }
    }
}
