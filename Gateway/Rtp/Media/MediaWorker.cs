using Telephony.Net.Loops;
using Telephony.Rtp.Rtcp;

namespace Telephony.Rtp.Media;

/// <summary>
/// What the legs on one loop share: counters, a scratch buffer, one sweep a second over all legs, and one metronome for those that play something.
/// An idle worker arms no timer.
/// </summary>
internal sealed class MediaWorker
{
    private const int SweepMilliseconds = 1000;

    private readonly List<MediaLeg> _legs = [];
    private readonly List<MediaLeg> _players = [];
    private readonly LoopTimer _sweep;
    private readonly LoopTimer _metronome;
    private int _load;
    private int _beatMilliseconds;
    private long _nextBeatAt;

    public MediaWorker(IEventLoop loop, MediaOptions options, WarmPorts warm, Random random)
    {
        Loop = loop;
        Options = options;
        Warm = warm;
        Random = random;
        Ntp = new NtpClock(loop.Clock);
        TakeOverMilliseconds = (long)options.TakeOverAfter.TotalMilliseconds;
        _sweep = new LoopTimer(static worker => ((MediaWorker)worker!).Sweep(), this);
        _metronome = new LoopTimer(static worker => ((MediaWorker)worker!).Beat(), this);
    }

    public IEventLoop Loop { get; }

    public MediaOptions Options { get; }

    public WarmPorts Warm { get; }

    /// <summary>Media thread only.</summary>
    public Random Random { get; }

    public NtpClock Ntp { get; }

    public WorkerCounters Counters { get; } = new();

    public long TakeOverMilliseconds { get; }

    /// <summary>For packets made here. Media thread only, used up within one call.</summary>
    public byte[] Scratch { get; } = new byte[1500];

    /// <summary>Legs opened and not closed: for choosing the least loaded worker.</summary>
    public int Load => Volatile.Read(ref _load);

    public void AddLoad() => Interlocked.Increment(ref _load);

    /// <summary>At once when the caller runs on the worker's loop, else posted. Order per calling thread is kept.</summary>
    public void Run(Action<object?> work, object state)
    {
        if (Loop.IsCurrent) work(state);
        else Loop.Post(work, state);
    }

    public void Add(MediaLeg leg)
    {
        leg.Place = _legs.Count;
        _legs.Add(leg);
        if (!_sweep.IsArmed) Loop.Timers.Arm(_sweep, SweepMilliseconds);
    }

    public void Remove(MediaLeg leg)
    {
        Interlocked.Decrement(ref _load);
        var last = _legs[^1];
        _legs[leg.Place] = last;
        last.Place = leg.Place;
        _legs.RemoveAt(_legs.Count - 1);
        RemovePlayer(leg);
    }

    /// <param name="packetMilliseconds">Packet length of the leg: multiples of 20 ms keep the slow beat.</param>
    public void AddPlayer(MediaLeg leg, int packetMilliseconds)
    {
        if (!_players.Contains(leg)) _players.Add(leg);
        var beat = packetMilliseconds % 20 == 0 ? 20 : 10;
        if (_metronome.IsArmed && beat >= _beatMilliseconds) return;
        _beatMilliseconds = beat;
        _nextBeatAt = Loop.NowMilliseconds + beat;
        Loop.Timers.Arm(_metronome, beat);
    }

    public void RemovePlayer(MediaLeg leg) => _players.Remove(leg);

    private void Sweep()
    {
        var now = Loop.NowMilliseconds;
        for (var i = _legs.Count - 1; i >= 0; i--) _legs[i].OnSweep(now);
        if (_legs.Count > 0) Loop.Timers.Arm(_sweep, SweepMilliseconds);
    }

    /// <summary>Beats lie on a fixed grid: a late wake-up does not shift the ones after it.</summary>
    private void Beat()
    {
        var now = Loop.NowMilliseconds;
        for (var i = _players.Count - 1; i >= 0; i--) _players[i].OnBeat(now);
        if (_players.Count == 0) return;
        _nextBeatAt += _beatMilliseconds;
        if (_nextBeatAt <= now) _nextBeatAt = now + 1;
        Loop.Timers.Arm(_metronome, _nextBeatAt - now);
    }
}
