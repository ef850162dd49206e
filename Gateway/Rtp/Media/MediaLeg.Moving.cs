namespace Telephony.Rtp.Media;

/// <summary>
/// From one session to another, and with it perhaps from one worker to another. The ports and all that was heard and said so far come along; what arrives on the way
/// waits in the kernel, and is read only when there is somebody to hear it.
/// <code>
///   call loop ── MoveTo ──► last worker: parts, leaves ──► next worker: joins, settles ──► what was ordered later, in its order
/// </code>
/// Once moved, orders go the way that the leg has gone, worker by worker, so that none overtakes a move. A call has few transfers, and so few steps.
/// </summary>
public sealed partial class MediaLeg
{
    private MediaWorker[] _way;   // of the call's loop: from the first worker to the one where the leg is, or will be; shared while it has not moved

    /// <param name="with">Of that session: from then on the two hear each other.</param>
    internal void MoveTo(MediaSession session, MediaLeg with)
    {
        var next = session.Worker;
        _way[^1].LoadMoves(next);
        var move = new Move(this, with, next, with._way);
        Session = session;
        Order(static move => ((Move)move!).Leave(), move);
        Meet(with);
    }

    /// <summary>To be done on the leg's worker after all that was ordered before.</summary>
    internal void Order(Action<object?> work, object state)
    {
        if (_way.Length == 1) _way[0].Run(work, state);
        else Go(_way, 0, work, state);
    }

    /// <summary>What is ordered of either of the two from now on comes behind all that was ordered of both.</summary>
    internal void Meet(MediaLeg other)
    {
        if (!ReferenceEquals(_way, other._way)) _way = other._way = Along(_way, other._way);
    }

    private static MediaWorker[] Along(MediaWorker[] first, MediaWorker[] then) => ReferenceEquals(first[^1], then[0]) ? [.. first, .. then[1..]] : [.. first, .. then];

    private static void Go(MediaWorker[] way, int step, Action<object?> work, object state)
    {
        if (step == way.Length - 1) way[step].Run(work, state);
        else way[step].Run(static order => { var (way, step, work, state) = ((MediaWorker[], int, Action<object?>, object))order!; Go(way, step + 1, work, state); }, (way, step, work, state));
    }

    private void Leave()
    {
        Part();
        EndPlay();
        EndConversion();
        _worker.Loop.Timers.Cancel(this);
        _worker.Remove(this, closed: false);
        _port.Leave();
    }

    private void Settle(MediaWorker next)
    {
        _worker = next;
        _worker.Add(this);
        ScheduleReport(first: false);
        _port.Settle(_worker);
    }

    /// <summary>One move, and the way behind all that was ordered of the leg that it leads to.</summary>
    private sealed record Move(MediaLeg Leg, MediaLeg With, MediaWorker Next, MediaWorker[] WayOfWith)
    {
        public void Leave()
        {
            if (Leg._ended) return;
            if (!ReferenceEquals(Leg._worker, Next) || WayOfWith.Length > 1)
            {
                Leg.Leave();
                Go(WayOfWith, 0, static move => ((Move)move!).Arrive(), this);
                return;
            }
            Leg.EndPlay();
            Leg.EndConversion();
            Join(With, Leg);
        }

        private void Arrive()
        {
            Leg.Settle(Next);
            Join(With, Leg);   // before the loop reads what has come meanwhile
        }
    }
}
