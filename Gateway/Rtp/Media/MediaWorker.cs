using Telephony.Net.Loops;
using Telephony.Rtp.Rtcp;

namespace Telephony.Rtp.Media;

/// <summary>
/// What the legs on one loop share: counters, a scratch buffer, one sweep a second over all legs, and one metronome for those that play something.
/// An idle worker arms no timer.
/// </summary>
internal sealed class MediaWorker : IMetronomeListener, IDisposable
{
    private const int SweepMilliseconds = 1000;

    /// <summary>Divides every usual packet length (10 to 60 ms).</summary>
    private static readonly TimeSpan BeatPeriod = TimeSpan.FromMilliseconds(10);

    private readonly List<MediaLeg> _legs = [];
    private readonly List<MediaLeg> _players = [];
    private readonly List<MediaLeg> _makers = [];
    private readonly LoopTimer _sweep;
    private readonly LoopMetronome _metronome;
    private int _load;

    public MediaWorker(IEventLoop loop, MediaOptions options, WarmPorts warm, Random random)
    {
        Loop = loop;
        Options = options;
        Warm = warm;
        Random = random;
        Ntp = new NtpClock(loop.Clock);
        WayTo = [this];
        TakeOverMilliseconds = (long)options.TakeOverAfter.TotalMilliseconds;
        _sweep = new LoopTimer(static worker => ((MediaWorker)worker!).Sweep(), this);
        _metronome = new LoopMetronome(loop, BeatPeriod, this);
    }

    public IEventLoop Loop { get; }

    /// <summary>For legs that have begun here and not moved; never changed.</summary>
    public MediaWorker[] WayTo { get; }

    public MediaOptions Options { get; }

    public WarmPorts Warm { get; }

    /// <summary>Media thread only.</summary>
    public Random Random { get; }

    public NtpClock Ntp { get; }

    public WorkerCounters Counters { get; } = new();

    public long TakeOverMilliseconds { get; }

    /// <summary>For packets made here. Media thread only, used up within one call.</summary>
    public byte[] Scratch { get; } = new byte[1500];

    /// <summary>For the protected form of a packet. Media thread only, used up within one call.</summary>
    public byte[] Sealed { get; } = new byte[4096];

    /// <summary>Legs opened and not closed: for choosing the least loaded worker.</summary>
    public int Load => Volatile.Read(ref _load);

    public void AddLoad() => Interlocked.Increment(ref _load);

    /// <summary>At once when the caller runs on the worker's loop, else before its next packet. Order per calling thread is kept.</summary>
    public void Run(Action<object?> work, object state)
    {
        if (Loop.IsCurrent) work(state);
        else Loop.PostSoon(work, state);
    }

    public void Add(MediaLeg leg)
    {
        leg.Place = _legs.Count;
        _legs.Add(leg);
        if (!_sweep.IsArmed) Loop.Timers.Arm(_sweep, SweepMilliseconds);
    }

    /// <summary>One of its legs is to move: counted there from now on.</summary>
    public void LoadMoves(MediaWorker to)
    {
        Interlocked.Decrement(ref _load);
        to.AddLoad();
    }

    /// <param name="closed">False: it goes on at another worker.</param>
    public void Remove(MediaLeg leg, bool closed = true)
    {
        if (closed) Interlocked.Decrement(ref _load);
        var last = _legs[^1];
        _legs[leg.Place] = last;
        last.Place = leg.Place;
        _legs.RemoveAt(_legs.Count - 1);
        RemovePlayer(leg);
    }

    public void AddPlayer(MediaLeg leg)
    {
        if (!_players.Contains(leg)) _players.Add(leg);
        _metronome.Start();
    }

    public void RemovePlayer(MediaLeg leg) => _players.Remove(leg);

    /// <summary>A leg that converts what it receives, or whose sound is made beat by beat.</summary>
    public void AddMaker(MediaLeg leg)
    {
        if (!_makers.Contains(leg)) _makers.Add(leg);
        _metronome.Start();
    }

    public void RemoveMaker(MediaLeg leg) => _makers.Remove(leg);

    /// <summary>Stops the timers. Media thread only.</summary>
    public void Dispose()
    {
        Loop.Timers.Cancel(_sweep);
        _metronome.Dispose();
    }

    private void Sweep()
    {
        var now = Loop.NowMilliseconds;
        for (var i = _legs.Count - 1; i >= 0; i--) _legs[i].OnSweep(now);
        if (_legs.Count > 0) Loop.Timers.Arm(_sweep, SweepMilliseconds);
    }

    void IMetronomeListener.OnBeat(long beat)
    {
        var now = Loop.NowMilliseconds;
        for (var i = _players.Count - 1; i >= 0; i--) _players[i].OnBeat(now);
        for (var i = _makers.Count - 1; i >= 0; i--) _makers[i].OnMakerBeat(now);
        if (_players.Count == 0 && _makers.Count == 0) _metronome.Stop();
    }
}
