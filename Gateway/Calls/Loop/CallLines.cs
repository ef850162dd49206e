using Microsoft.Extensions.Logging;
using Telephony.Net.Loops;

namespace Telephony.Calls.Loop;

/// <summary>
/// The log lines of ended calls, at most so many a second of each kind, and then one that says how many were left out: a log is read by people, and at a
/// thousand lines a second writing them costs more than the calls. The records have every call. Loop thread only.
/// </summary>
internal sealed class CallLines
{
    /// <summary>Of connected calls, and again of those that were not.</summary>
    public const int MostPerSecond = 20;

    private const int WindowMilliseconds = 1000;

    private readonly IEventLoop _loop;
    private readonly ILogger _logger;
    private readonly LoopTimer _summary;
    private long _windowEnds;
    private int _connected;
    private int _failed;

    public CallLines(IEventLoop loop, ILogger logger)
    {
        (_loop, _logger) = (loop, logger);
        _summary = new LoopTimer(static self => ((CallLines)self!).Summarise(), this);
    }

    public void Write(Call call)
    {
        if (!_logger.IsEnabled(LogLevel.Information)) return;
        if (_loop.NowMilliseconds >= _windowEnds && !_summary.IsArmed)
        {
            _windowEnds = _loop.NowMilliseconds + WindowMilliseconds;
            _connected = _failed = 0;
        }
        var count = call.Record.AnsweredAt is null ? ++_failed : ++_connected;
        if (count <= MostPerSecond) CallLog.Write(_logger, call);
        else if (!_summary.IsArmed) _loop.Timers.ArmAt(_summary, _windowEnds);
    }

    private void Summarise()
    {
        _logger.LeftOut(Math.Max(0, _connected - MostPerSecond), Math.Max(0, _failed - MostPerSecond));
        _windowEnds = 0;
    }
}
