using System.Text;

namespace Telephony.Calls.Transfer;

/// <summary>The table of <see cref="TransferMachine"/> as data: for the check at start, the tests and the drawing.</summary>
internal static class TransferTable
{
    private static readonly TransferPhase[] Phases = Enum.GetValues<TransferPhase>();
    private static readonly TransferTrigger[] Triggers = Enum.GetValues<TransferTrigger>();

    /// <summary>Every step that changes the phase or does something, phase by phase.</summary>
    public static IEnumerable<(TransferPhase From, TransferTrigger Trigger, TransferPhase To, TransferEffects Effects)> Steps() =>
        from phase in Phases
        from trigger in Triggers
        let step = TransferMachine.On(phase, trigger)
        where step.Next != phase || step.Effects != TransferEffects.None
        select (phase, trigger, step.Next, step.Effects);

    /// <summary>Empty when all is well: each phase can be reached and can end, whoever is over is forgotten, and nothing happens after the end.</summary>
    public static IReadOnlyList<string> Mistakes()
    {
        var mistakes = new List<string>();
        var reached = ReachedFrom(TransferPhase.Searching);
        foreach (var phase in Phases)
        {
            if (!reached.Contains(phase)) mistakes.Add($"{phase} cannot be reached.");
            if (!ReachedFrom(phase).Contains(TransferPhase.Over)) mistakes.Add($"{phase} cannot end.");
        }
        foreach (var step in Steps())
        {
            if (step.From == TransferPhase.Over) mistakes.Add("Something happens after Over.");
            if (step.To == TransferPhase.Over && !step.Effects.HasFlag(TransferEffects.Forget)) mistakes.Add($"{step.From} on {step.Trigger} is over and not forgotten.");
        }
        return mistakes;
    }

    /// <summary>A Mermaid state diagram.</summary>
    public static string Draw()
    {
        var drawing = new StringBuilder("stateDiagram-v2\n    [*] --> Searching\n");
        foreach (var (from, trigger, to, effects) in Steps())
        {
            drawing.Append("    ").Append(from).Append(" --> ").Append(to).Append(" : ").Append(trigger);
            if (effects != TransferEffects.None) drawing.Append(" / ").Append(effects);
            drawing.Append('\n');
        }
        return drawing.Append("    Over --> [*]\n").ToString();
    }

    private static HashSet<TransferPhase> ReachedFrom(TransferPhase start)
    {
        var reached = new HashSet<TransferPhase> { start };
        var steps = Steps().ToList();
        while (steps.RemoveAll(step => reached.Contains(step.From) && reached.Add(step.To)) > 0)
        {
        }
        return reached;
    }
}
