using Telephony.Audio.Mixing;
using Telephony.Calls.Steering;

namespace Telephony.Automation.Rooms;

/// <summary>
/// One phone's place in a conversation. What the phone says lies in a trail that its table reads; what it hears is the others at the table, seats that it hears without one (a talk of two, an echo), and what is
/// played to it. Seats may be on different media workers.
/// <code>
///   phone ─► Hear ─► trail ─► table, other seats      table: the others, other seats ┐
///                    └─► taps                         prompt, hold music ────────────┴─► sum ─► limit ─► Fill ─► phone
/// </code>
/// Members for the call's loop say so; the rest is the media worker's.
/// </summary>
public sealed class Seat : IFrameSource, IFrameSink
{
    private readonly int[] _sum = new int[SteeredSound.FrameSamples];
    private readonly short[] _played = new short[SteeredSound.FrameSamples];
    private MixLimiter _limiter;
    private Place? _place;
    private Listener[] _others = [];
    private IFrameSink[] _taps = [];
    private Playback? _prompt;
    private Playback? _music;
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

    /// <summary>Call loop: seats that it hears from now on beside its table: for two who talk; more of them belong to a table, where each costs the same.</summary>
    public void Hears(IEnumerable<Seat> others) => Volatile.Write(ref _others, [.. others.Select(static other => new Listener(other))]);

    /// <summary>Call loop, by the table: it hears those who sit there.</summary>
    internal void SitAt(Place place) => Volatile.Write(ref _place, place);

    /// <summary>Call loop, by the table: it hears nobody, unless it sits at another one by now.</summary>
    internal void LeavePlace(Place place) => Interlocked.CompareExchange(ref _place, null, place);

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
        Said.Write(frame);
    }

    public void Fill(Span<short> frame)
    {
        if (Volatile.Read(ref _place)?.TryHear(_sum) != true || _held) _sum.AsSpan().Clear();
        if (!_held) foreach (var other in Volatile.Read(ref _others)) other.AddTo(_sum, _played);
        if (_held && Volatile.Read(ref _music) is { } music) Add(music);
        if (Volatile.Read(ref _prompt) is { } prompt && !Add(prompt) && Interlocked.CompareExchange(ref _prompt, null, prompt) == prompt) prompt.TellEnd();
        _limiter.Limit(_sum, frame);
    }

    /// <returns>False at its end.</returns>
    private bool Add(Playback playback)
    {
        var read = playback.Read(_played);
        SampleSums.Add(_sum, _played.AsSpan(0, read));
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

        public void AddTo(Span<int> sum, Span<short> frame)
        {
            if (from.IsSilent) _reader.Skip();
            else if (_reader.TryRead(frame)) SampleSums.Add(sum, frame);
        }
    }
}
