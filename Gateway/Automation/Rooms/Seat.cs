using Telephony.Audio.Mixing;
using Telephony.Calls.Steering;

namespace Telephony.Automation.Rooms;

/// <summary>
/// One phone's place in a conversation. What the phone says lies in a trail that the other seats read, each at its own pace; what it hears is the others, and what is
/// played to it. Seats may be on different media workers.
/// <code>
///   phone ─► Hear ─► trail ─► the others              readers of the others' trails ┐
///                    └─► taps                          prompt, hold music ───────────┴─► sum ─► limit ─► Fill ─► phone
/// </code>
/// Members for the call's loop say so; the rest is the media worker's.
/// </summary>
public sealed class Seat : IFrameSource, IFrameSink
{
    private readonly int[] _sum = new int[SteeredSound.FrameSamples];
    private readonly short[] _played = new short[SteeredSound.FrameSamples];
    private MixLimiter _limiter;
    private Listener[] _others = [];
    private IFrameSink[] _taps = [];
    private Playback? _prompt;
    private Playback? _music;
    private Scribe? _scribe;
    private volatile bool _muted;
    private volatile bool _held;
    private volatile bool _away;

    /// <summary>What the phone says, whether it is heard or not.</summary>
    internal Trail Said { get; } = new();

    /// <summary>What is played to it on behalf of all.</summary>
    internal Trail Played { get; } = new();

    /// <summary>Any thread: nobody hears it now.</summary>
    public bool IsSilent => _muted || _held || _away;

    /// <summary>Call loop: nobody hears it.</summary>
    public bool IsMuted
    {
        get => _muted;
        set => _muted = value;
    }

    /// <summary>Call loop: it hears music, and is not heard.</summary>
    public bool IsHeld => _held;

    /// <summary>Call loop: the seats it hears from now on.</summary>
    public void Hears(IEnumerable<Seat> others) => Volatile.Write(ref _others, [.. others.Select(static other => new Listener(other))]);

    /// <summary>Call loop: others who get what the phone says, muted or not.</summary>
    public void Tap(IReadOnlyList<IFrameSink> taps) => Volatile.Write(ref _taps, [.. taps]);

    /// <summary>Call loop: the one that writes on this seat's beat; null: none.</summary>
    internal void Drive(Scribe? scribe) => Volatile.Write(ref _scribe, scribe);

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
        Said.Write(frame);
    }

    public void Fill(Span<short> frame)
    {
        _sum.AsSpan().Clear();
        if (!_held) foreach (var other in Volatile.Read(ref _others)) other.AddTo(_sum);
        else if (Volatile.Read(ref _music) is { } music) Add(music);
        if (Volatile.Read(ref _prompt) is { } prompt && !Add(prompt) && Interlocked.CompareExchange(ref _prompt, null, prompt) == prompt) prompt.TellEnd();
        _limiter.Limit(_sum, frame);
        Volatile.Read(ref _scribe)?.Beat();
    }

    /// <returns>False at its end.</returns>
    private bool Add(Playback playback)
    {
        var read = playback.Read(_played);
        for (var i = 0; i < read; i++) _sum[i] += _played[i];
        if (playback.IsForAll)
        {
            _played.AsSpan(read).Clear();
            Played.Write(_played);
        }
        return read == _played.Length;
    }

    /// <summary>One other phone, as this one hears it.</summary>
    private sealed class Listener(Seat from)
    {
        private readonly Trail.Reader _reader = new(from.Said);

        public void AddTo(Span<int> sum)
        {
            if (from.IsSilent) _reader.Skip();
            else _reader.AddTo(sum);
        }
    }
}
