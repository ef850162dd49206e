using System.Text;

namespace Telephony.Domain.NumberOrders;

/// <summary>The table of <see cref="NumberOrderMachine"/> as data: for the tests and the drawing.</summary>
public static class NumberOrderTable
{
    private static readonly NumberOrderState[] s_starts = [NumberOrderState.Requested, NumberOrderState.Leaving, NumberOrderState.ChangeRequested];

    /// <summary>Every step that changes the state or does something, state by state.</summary>
    public static IEnumerable<(NumberOrderState From, NumberOrderTrigger Trigger, NumberOrderState To, NumberOrderEffect Effect)> Steps() =>
        from state in Enum.GetValues<NumberOrderState>()
        from trigger in Enum.GetValues<NumberOrderTrigger>()
        let step = NumberOrderMachine.On(state, trigger)
        where step.Next != state || step.Effect != NumberOrderEffect.None
        select (state, trigger, step.Next, step.Effect);

    /// <summary>Empty when all is well: each state can be reached and can end, nothing follows an end but by a person's word, and whoever is under way or in doubt has a way on.</summary>
    public static IReadOnlyList<string> Mistakes()
    {
        var mistakes = new List<string>();
        var reached = s_starts.SelectMany(ReachedFrom).ToHashSet();
        foreach (var state in Enum.GetValues<NumberOrderState>())
        {
            if (!reached.Contains(state)) mistakes.Add($"{state} cannot be reached.");
            if (!ReachedFrom(state).Any(NumberOrderMachine.IsOver)) mistakes.Add($"{state} cannot end.");
            if (NumberOrderMachine.IsUnderWay(state) && NumberOrderMachine.On(state, NumberOrderTrigger.Lost).Next == state) mistakes.Add($"{state} has no way on when the answer is lost.");
            if (NumberOrderMachine.IsInDoubt(state) && NumberOrderMachine.On(state, NumberOrderTrigger.CannotAsk).Next == state) mistakes.Add($"{state} has no way on where there is no asking.");
        }
        mistakes.AddRange(Steps().Where(static step => NumberOrderMachine.IsOver(step.From) && !NumberOrderMachine.IsWord(step.Trigger)).Select(static step => $"Something happens after {step.From}."));
        mistakes.AddRange(Steps().Where(static step => step.Effect == NumberOrderEffect.Buy && step.To != NumberOrderState.Buying).Select(static step => $"{step.From} buys without being stored as Buying."));
        return mistakes;
    }

    /// <summary>A Mermaid state diagram.</summary>
    public static string Draw()
    {
        var drawing = new StringBuilder("stateDiagram-v2\n");
        foreach (var start in s_starts) drawing.Append("    [*] --> ").Append(start).Append('\n');
        foreach (var (from, trigger, to, effect) in Steps())
        {
            drawing.Append("    ").Append(from).Append(" --> ").Append(to).Append(" : ").Append(trigger);
            if (effect != NumberOrderEffect.None) drawing.Append(" / ").Append(effect);
            drawing.Append('\n');
        }
        foreach (var end in Enum.GetValues<NumberOrderState>().Where(NumberOrderMachine.IsOver)) drawing.Append("    ").Append(end).Append(" --> [*]\n");
        return drawing.ToString();
    }

    private static HashSet<NumberOrderState> ReachedFrom(NumberOrderState start)
    {
        var reached = new HashSet<NumberOrderState> { start };
        var steps = Steps().ToList();
        while (steps.RemoveAll(step => reached.Contains(step.From) && reached.Add(step.To)) > 0)
        {
        }
        return reached;
    }
}
