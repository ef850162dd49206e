using System.Text;
using Telephony.Domain.Registration;

namespace Telephony.Calls.Registration;

/// <summary>The table of <see cref="RegistrationMachine"/> as data: for the check at start, the tests and the drawing.</summary>
internal static class RegistrationTable
{
    private static readonly RegistrationPhase[] Phases = Enum.GetValues<RegistrationPhase>();
    private static readonly RegistrationTrigger[] Triggers = Enum.GetValues<RegistrationTrigger>();

    public static IEnumerable<(RegistrationPhase From, RegistrationTrigger Trigger, RegistrationStep Step)> Steps() =>
        from phase in Phases
        from trigger in Triggers
        let step = RegistrationMachine.On(phase, trigger)
        where step.Next != phase || step.Effects != RegistrationEffects.None
        select (phase, trigger, step);

    /// <summary>Empty when all is well: each phase can be reached and can end, and nothing happens after the end.</summary>
    public static IReadOnlyList<string> Mistakes()
    {
        var mistakes = new List<string>();
        var reached = ReachedFrom(RegistrationPhase.Idle);
        foreach (var phase in Phases)
        {
            if (!reached.Contains(phase)) mistakes.Add($"{phase} cannot be reached.");
            if (!ReachedFrom(phase).Contains(RegistrationPhase.Gone)) mistakes.Add($"{phase} cannot end.");
        }
        if (Steps().Any(static step => step.From == RegistrationPhase.Gone)) mistakes.Add("Something happens after Gone.");
        return mistakes;
    }

    public static void Validate()
    {
        var mistakes = Mistakes();
        if (mistakes.Count > 0) throw new InvalidOperationException(string.Join(' ', mistakes));
    }

    /// <summary>A Mermaid state diagram.</summary>
    public static string Draw()
    {
        var drawing = new StringBuilder("stateDiagram-v2\n    [*] --> Idle\n");
        foreach (var (from, trigger, step) in Steps())
        {
            drawing.Append("    ").Append(from).Append(" --> ").Append(step.Next).Append(" : ").Append(trigger);
            if (step.Effects != RegistrationEffects.None) drawing.Append(" / ").Append(step.Effects);
            drawing.Append('\n');
        }
        return drawing.Append("    Gone --> [*]\n").ToString();
    }

    private static HashSet<RegistrationPhase> ReachedFrom(RegistrationPhase start)
    {
        var reached = new HashSet<RegistrationPhase> { start };
        var steps = Steps().ToList();
        while (steps.RemoveAll(s => reached.Contains(s.From) && reached.Add(s.Step.Next)) > 0)
        {
        }
        return reached;
    }
}
