using System.Text;

namespace Telephony.Calls.Loop;

/// <summary>The table of <see cref="CallMachine"/> as data: for the check at start, the tests and the drawing.</summary>
internal static class CallTable
{
    private static readonly CallPhase[] Phases = Enum.GetValues<CallPhase>();
    private static readonly CallTrigger[] Triggers = Enum.GetValues<CallTrigger>();

    /// <summary>Every step that changes the phase or does something, phase by phase.</summary>
    public static IEnumerable<(CallPhase From, CallTrigger Trigger, CallPhase To, CallEffects Effects)> Steps() =>
        from phase in Phases
        from trigger in Triggers
        let step = CallMachine.On(phase, trigger)
        where step.Next != phase || step.Effects != CallEffects.None
        select (phase, trigger, step.Next, step.Effects);

    /// <summary>Throws when the table is wrong: a bug, found at start instead of in a call.</summary>
    public static void Validate()
    {
        var mistakes = Mistakes();
        if (mistakes.Count > 0) throw new InvalidOperationException(string.Join(' ', mistakes));
    }

    /// <summary>Empty when all is well: each phase can be reached and can end, and nothing happens after the end.</summary>
    public static IReadOnlyList<string> Mistakes()
    {
        var mistakes = new List<string>();
        var reached = ReachedFrom(CallPhase.Arriving);
        foreach (var phase in Phases)
        {
            if (!reached.Contains(phase)) mistakes.Add($"{phase} cannot be reached.");
            if (!ReachedFrom(phase).Contains(CallPhase.Ended)) mistakes.Add($"{phase} cannot end.");
        }
        if (Steps().Any(static step => step.From == CallPhase.Ended)) mistakes.Add("Something happens after Ended.");
        return mistakes;
    }

    /// <summary>A Mermaid state diagram.</summary>
    public static string Draw()
    {
        var drawing = new StringBuilder("stateDiagram-v2\n    [*] --> Arriving\n");
        foreach (var (from, trigger, to, effects) in Steps())
        {
            drawing.Append("    ").Append(from).Append(" --> ").Append(to).Append(" : ").Append(trigger);
            if (effects != CallEffects.None) drawing.Append(" / ").Append(effects);
            drawing.Append('\n');
        }
        return drawing.Append("    Ended --> [*]\n").ToString();
    }

    private static HashSet<CallPhase> ReachedFrom(CallPhase start)
    {
        var reached = new HashSet<CallPhase> { start };
        var steps = Steps().ToList();
        while (steps.RemoveAll(step => reached.Contains(step.From) && reached.Add(step.To)) > 0)
        {
        }
        return reached;
    }
}
