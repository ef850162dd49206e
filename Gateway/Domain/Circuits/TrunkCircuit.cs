namespace Telephony.Domain.Circuits;

/// <summary>
/// The circuit of one trunk as it runs: counts how calls end, feeds <see cref="CircuitMachine"/>, keeps the pause. Safe from any thread; looking takes no lock.
/// All times are milliseconds of one monotonic clock.
/// </summary>
public sealed class TrunkCircuit(CircuitPolicy policy)
{
    private readonly Lock gate = new();
    private readonly FailureWindow window = new();
    private CircuitPolicy policy = policy;
    private int phase = (int)CircuitMachine.Initial;
    private int inRow;
    private int reopened;
    private long pauseOverMs;
    private string why = "";

    public CircuitPhase Phase => (CircuitPhase)Volatile.Read(ref phase);

    /// <summary>Whether a call may be planned: <see cref="TryBegin"/> has the last word.</summary>
    public bool MayBeTried => Phase is CircuitPhase.Closed or CircuitPhase.HalfOpen;

    /// <summary>Why it opened last; empty when it never did.</summary>
    public string Why => Volatile.Read(ref why);

    /// <summary>Takes the policy of a new catalogue. Switching it off closes the circuit.</summary>
    public void Apply(CircuitPolicy next)
    {
        lock (gate)
        {
            policy = next;
            if (next.Off) (phase, inRow, reopened) = ((int)CircuitMachine.Initial, 0, 0);
        }
    }

    /// <summary>A call is about to try the trunk. Every pass but <see cref="CircuitPass.None"/> needs one of the three endings.</summary>
    public CircuitPass TryBegin()
    {
        lock (gate)
        {
            if (Phase == CircuitPhase.Closed) return CircuitPass.Usual;
            if (Phase != CircuitPhase.HalfOpen) return CircuitPass.None;
            Step(CircuitTrigger.TrialBegan, 0);
            return CircuitPass.Trial;
        }
    }

    /// <summary>The trunk did its work: progress, an answer, or a refusal that is the callee's own.</summary>
    public CircuitEffects OnGood(CircuitPass pass, long nowMs)
    {
        lock (gate)
        {
            if (pass == CircuitPass.Trial) return Step(CircuitTrigger.TrialGood, nowMs);
            if (pass == CircuitPass.Usual && Phase == CircuitPhase.Closed)
            {
                inRow = 0;
                window.Add(failed: false, nowMs, policy.Window);
            }
            return CircuitEffects.None;
        }
    }

    /// <summary>Silence, a transport error, or a status of <see cref="CircuitPolicy.IsFailure"/>.</summary>
    public CircuitEffects OnBad(CircuitPass pass, long nowMs)
    {
        lock (gate)
        {
            if (pass == CircuitPass.Trial) return Step(CircuitTrigger.TrialBad, nowMs);
            if (pass != CircuitPass.Usual || Phase != CircuitPhase.Closed || policy.Off) return CircuitEffects.None;
            inRow++;
            window.Add(failed: true, nowMs, policy.Window);
            if (TooMany() is not { } reason) return CircuitEffects.None;
            Volatile.Write(ref why, reason);
            reopened = 0;
            return Step(CircuitTrigger.TooManyFailures, nowMs);
        }
    }

    /// <summary>It ended before the trunk had shown anything.</summary>
    public void OnGone(CircuitPass pass)
    {
        lock (gate)
        {
            if (pass == CircuitPass.Trial) Step(CircuitTrigger.TrialGone, 0);
        }
    }

    /// <summary>An OPTIONS of ours was answered or not, whoever asked for it.</summary>
    public CircuitEffects OnPing(bool answered, long nowMs)
    {
        lock (gate) return Step(answered ? CircuitTrigger.ProbeAnswered : CircuitTrigger.ProbeMissed, nowMs);
    }

    /// <summary>Now and then: ends the pause. <see cref="CircuitEffects.Probe"/> wants an OPTIONS at once.</summary>
    /// <param name="pings">The trunk gets OPTIONS from us.</param>
    public CircuitEffects OnTick(bool pings, long nowMs)
    {
        lock (gate)
        {
            if (Phase != CircuitPhase.Open || nowMs < pauseOverMs) return CircuitEffects.None;
            return Step(pings ? CircuitTrigger.PauseOver : CircuitTrigger.PauseOverUnasked, nowMs);
        }
    }

    private CircuitEffects Step(CircuitTrigger trigger, long nowMs)
    {
        var (next, effects) = CircuitMachine.On(Phase, trigger);
        Volatile.Write(ref phase, (int)next);
        if ((effects & CircuitEffects.StartPause) != 0)
        {
            var pause = policy.Pause.TotalMilliseconds * Math.Pow(2, Math.Min(reopened, 16));
            pauseOverMs = nowMs + (long)Math.Min(pause, Math.Max(policy.Pause.TotalMilliseconds, CircuitPolicy.LongestPause.TotalMilliseconds));
            reopened++;
        }
        if ((effects & CircuitEffects.ReportClosed) != 0 || (effects & CircuitEffects.ReportOpen) != 0)
        {
            inRow = 0;
            window.Clear();
        }
        return effects;
    }

    private string? TooMany()
    {
        if (inRow >= policy.Failures) return $"{inRow} calls in a row failed";
        if (window.Calls < policy.MinimumCalls || window.Failures < policy.Share * window.Calls) return null;
        return $"{window.Failures} of {window.Calls} calls failed within {policy.Window.TotalSeconds:0} s";
    }
}
