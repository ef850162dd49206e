using System.Text;

namespace Telephony.Sip.Reliability;

/// <summary>The table of <see cref="ReliableResponseMachine"/> as data: for the check at start, the tests and the drawing.</summary>
internal static class ReliableResponseTable
{
    private static readonly ReliableState[] States = Enum.GetValues<ReliableState>();
    private static readonly ReliableTrigger[] Triggers = Enum.GetValues<ReliableTrigger>();

    /// <summary>Every step that changes the state or does something, state by state.</summary>
    public static IEnumerable<(ReliableState From, ReliableTrigger Trigger, ReliableState To, ReliableEffects Effects)> Steps() =>
        from state in States
        from trigger in Triggers
        let step = ReliableResponseMachine.On(state, trigger)
        where step.Next != state || step.Effects != ReliableEffects.None
        select (state, trigger, step.Next, step.Effects);

    /// <summary>Throws when the table is wrong: a bug, found at start instead of in a call.</summary>
    public static void Validate()
    {
        var mistakes = Mistakes();
        if (mistakes.Count > 0) throw new InvalidOperationException(string.Join(' ', mistakes));
    }

    /// <summary>Empty when all is well: each state can be reached and can end.</summary>
    public static IReadOnlyList<string> Mistakes()
    {
        var reached = ReachedFrom(ReliableState.Idle);
        return
        [
            .. States.Where(state => !reached.Contains(state)).Select(static state => $"{state} cannot be reached."),
            .. States.Where(static state => !ReachedFrom(state).Contains(ReliableState.Over)).Select(static state => $"{state} cannot end."),
        ];
    }

    /// <summary>A Mermaid state diagram.</summary>
    public static string Draw()
    {
        var drawing = new StringBuilder("stateDiagram-v2\n    [*] --> Idle\n");
        foreach (var (from, trigger, to, effects) in Steps())
        {
            drawing.Append("    ").Append(from).Append(" --> ").Append(to).Append(" : ").Append(trigger);
            if (effects != ReliableEffects.None) drawing.Append(" / ").Append(effects);
            drawing.Append('\n');
        }
        return drawing.Append("    Over --> [*]\n").ToString();
    }

    private static HashSet<ReliableState> ReachedFrom(ReliableState start)
    {
        var reached = new HashSet<ReliableState> { start };
        var steps = Steps().ToList();
        while (steps.RemoveAll(step => reached.Contains(step.From) && reached.Add(step.To)) > 0)
        {
        }
        return reached;
    }
}
