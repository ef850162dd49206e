using System.Text;

namespace Telephony.Domain.Circuits;

/// <summary>The table of <see cref="CircuitMachine"/> as data: for the tests and the drawing.</summary>
internal static class CircuitTable
{
    /// <summary>Every step that changes the phase or does something, phase by phase.</summary>
    public static IEnumerable<(CircuitPhase From, CircuitTrigger Trigger, CircuitPhase To, CircuitEffects Effects)> Steps() =>
        from phase in Enum.GetValues<CircuitPhase>()
        from trigger in Enum.GetValues<CircuitTrigger>()
        let step = CircuitMachine.On(phase, trigger)
        where step.Phase != phase || step.Effects != CircuitEffects.None
        select (phase, trigger, step.Phase, step.Effects);

    /// <summary>A Mermaid state diagram.</summary>
    public static string Draw()
    {
        var drawing = new StringBuilder($"stateDiagram-v2\n    [*] --> {CircuitMachine.Initial}\n");
        foreach (var (from, trigger, to, effects) in Steps())
        {
            drawing.Append("    ").Append(from).Append(" --> ").Append(to).Append(" : ").Append(trigger);
            if (effects != CircuitEffects.None) drawing.Append(" / ").Append(effects);
            drawing.Append('\n');
        }
        return drawing.ToString();
    }
}
