using System.Text;

namespace Telephony.Calls.Transfer;

/// <summary>The table of <see cref="ReferralMachine"/> as data: for the check at start, the tests and the drawing.</summary>
internal static class ReferralTable
{
    private static readonly ReferralPhase[] Phases = Enum.GetValues<ReferralPhase>();
    private static readonly ReferralTrigger[] Triggers = Enum.GetValues<ReferralTrigger>();

    /// <summary>Every step that changes the phase or does something, phase by phase.</summary>
    public static IEnumerable<(ReferralPhase From, ReferralTrigger Trigger, ReferralPhase To, ReferralEffects Effects)> Steps() =>
        from phase in Phases
        from trigger in Triggers
        let step = ReferralMachine.On(phase, trigger)
        where step.Next != phase || step.Effects != ReferralEffects.None
        select (phase, trigger, step.Next, step.Effects);

    /// <summary>Empty when all is well: each phase can be reached and can end, whoever is over is forgotten, and nothing happens after the end.</summary>
    public static IReadOnlyList<string> Mistakes()
    {
        var mistakes = new List<string>();
        var reached = ReachedFrom(ReferralPhase.Asking);
        foreach (var phase in Phases)
        {
            if (!reached.Contains(phase)) mistakes.Add($"{phase} cannot be reached.");
            if (!ReachedFrom(phase).Contains(ReferralPhase.Over)) mistakes.Add($"{phase} cannot end.");
        }
        foreach (var step in Steps())
        {
            if (step.From == ReferralPhase.Over) mistakes.Add("Something happens after Over.");
            if (step.To == ReferralPhase.Over && !step.Effects.HasFlag(ReferralEffects.Forget)) mistakes.Add($"{step.From} on {step.Trigger} is over and not forgotten.");
        }
        return mistakes;
    }

    /// <summary>A Mermaid state diagram.</summary>
    public static string Draw()
    {
        var drawing = new StringBuilder("stateDiagram-v2\n    [*] --> Asking\n");
        foreach (var (from, trigger, to, effects) in Steps())
        {
            drawing.Append("    ").Append(from).Append(" --> ").Append(to).Append(" : ").Append(trigger);
            if (effects != ReferralEffects.None) drawing.Append(" / ").Append(effects);
            drawing.Append('\n');
        }
        return drawing.Append("    Over --> [*]\n").ToString();
    }

    private static HashSet<ReferralPhase> ReachedFrom(ReferralPhase start)
    {
        var reached = new HashSet<ReferralPhase> { start };
        var steps = Steps().ToList();
        while (steps.RemoveAll(step => reached.Contains(step.From) && reached.Add(step.To)) > 0)
        {
        }
        return reached;
    }
}
