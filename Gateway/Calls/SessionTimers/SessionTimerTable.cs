using System.Text;

namespace Telephony.Calls.SessionTimers;

/// <summary>The table of <see cref="SessionTimerMachine"/> as data: for the check at start, the tests and the drawing.</summary>
internal static class SessionTimerTable
{
    private static readonly SessionTimerState[] States = Enum.GetValues<SessionTimerState>();
    private static readonly SessionTimerTrigger[] Triggers = Enum.GetValues<SessionTimerTrigger>();

    /// <summary>Every step that changes the state or does something, state by state.</summary>
    public static IEnumerable<(SessionTimerState From, SessionTimerTrigger Trigger, SessionTimerState To, SessionTimerEffects Effects)> Steps() =>
        from state in States
        from trigger in Triggers
        let step = SessionTimerMachine.On(state, trigger)
        where step.Next != state || step.Effects != SessionTimerEffects.None
        select (state, trigger, step.Next, step.Effects);

    /// <summary>Throws when the table is wrong: a bug, found at start instead of in a call.</summary>
    public static void Validate()
    {
        var mistakes = Mistakes();
        if (mistakes.Count > 0) throw new InvalidOperationException(string.Join(' ', mistakes));
    }

    /// <summary>Empty when all is well: each state can be reached and can end, and nothing happens after the end.</summary>
    public static IReadOnlyList<string> Mistakes()
    {
        var reached = ReachedFrom(SessionTimerState.Off);
        var mistakes = new List<string>();
        foreach (var state in States)
        {
            if (!reached.Contains(state)) mistakes.Add($"{state} cannot be reached.");
            if (!ReachedFrom(state).Contains(SessionTimerState.Over)) mistakes.Add($"{state} cannot end.");
        }
        if (Steps().Any(static step => step.From == SessionTimerState.Over)) mistakes.Add("Something happens after Over.");
        return mistakes;
    }

    /// <summary>A Mermaid state diagram.</summary>
    public static string Draw()
    {
        var drawing = new StringBuilder("stateDiagram-v2\n    [*] --> Off\n");
        foreach (var (from, trigger, to, effects) in Steps())
        {
            drawing.Append("    ").Append(from).Append(" --> ").Append(to).Append(" : ").Append(trigger);
            if (effects != SessionTimerEffects.None) drawing.Append(" / ").Append(effects);
            drawing.Append('\n');
        }
        return drawing.Append("    Over --> [*]\n").ToString();
    }

    private static HashSet<SessionTimerState> ReachedFrom(SessionTimerState start)
    {
        var reached = new HashSet<SessionTimerState> { start };
        var steps = Steps().ToList();
        while (steps.RemoveAll(step => reached.Contains(step.From) && reached.Add(step.To)) > 0)
        {
        }
        return reached;
    }
}
