namespace Telephony.Rtp.Media;

/// <summary>
/// From one session to another, and with it perhaps from one worker to another. The ports and all that was heard and said so far come along; what arrives on the way
/// waits in the kernel.
/// <code>
///   call loop ── MoveTo ──► home worker: leaves ──► next worker: settles ──► what was ordered later, in its order
/// </code>
/// Once moved, orders go by the home worker for good, so that none overtakes the move.
/// </summary>
public sealed partial class MediaLeg
{
    private readonly MediaWorker _home;
    private bool _moved;   // of the call's loop

    /// <summary>The call's loop: orders for this leg may not go to its session's worker directly.</summary>
    internal bool HasMoved => _moved;

    internal void MoveTo(MediaSession session)
    {
        Session = session;
        Order(static leg => ((MediaLeg)leg!).Part(), this);
        if (ReferenceEquals(session.Worker, _home) && !_moved) return;
        _home.LoadMoves(session.Worker);
        Order(static move => { var (leg, next) = ((MediaLeg, MediaWorker))move!; leg.Leave(next); }, (this, session.Worker));
        _moved = true;
    }

    /// <summary>To be done on the leg's worker after all that was ordered before.</summary>
    internal void Order(Action<object?> work, object state)
    {
        if (!_moved)
        {
            _worker.Run(work, state);
            return;
        }
        _home.Run(static order => { var (leg, work, state) = ((MediaLeg, Action<object?>, object))order!; leg._worker.Run(work, state); }, (this, work, state));
    }

    private void Leave(MediaWorker next)
    {
        if (_ended || ReferenceEquals(next, _worker)) return;
        EndPlay();
        _worker.Loop.Timers.Cancel(this);
        _worker.Remove(this, closed: false);
        _port.Leave();
        _worker = next;
        next.Run(static leg => ((MediaLeg)leg!).Settle(), this);
    }

    private void Settle()
    {
        _port.Settle(_worker);
        _worker.Add(this);
        ScheduleReport(first: false);
    }
}
