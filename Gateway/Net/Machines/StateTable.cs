using System.Text;

namespace Telephony.Net.Machines;

/// <summary>A pure state machine as data: for the check at start, the tests and the drawing.</summary>
/// <param name="take">Pure: the next state and what has to be done, a set of flags.</param>
public sealed class StateTable<TState, TTrigger, TEffects>(TState start, TState end, Func<TState, TTrigger, (TState Next, TEffects Effects)> take)
    where TState : struct, Enum
    where TTrigger : struct, Enum
    where TEffects : struct, Enum
{
    /// <summary>An effect that every step to the end must have; its zero: none.</summary>
    public TEffects Last { get; init; }

    /// <summary>Steps after the end are meant: late messages are still answered.</summary>
    public bool AnswersAfterItsEnd { get; init; }

    /// <summary>Every step that changes the state or does something, state by state.</summary>
    public IEnumerable<(TState From, TTrigger Trigger, TState To, TEffects Effects)> Steps() =>
        from state in Enum.GetValues<TState>()
        from trigger in Enum.GetValues<TTrigger>()
        let step = take(state, trigger)
        where !Same(step.Next, state) || HasAny(step.Effects)
        select (state, trigger, step.Next, step.Effects);

    /// <summary>Throws when the table is wrong: a bug, found at start instead of in a call.</summary>
    public void Validate()
    {
        var mistakes = Mistakes();
        if (mistakes.Count > 0) throw new InvalidOperationException(string.Join(' ', mistakes));
    }

    /// <summary>Empty when all is well: each state can be reached and can end, and nothing happens after the end.</summary>
    public IReadOnlyList<string> Mistakes()
    {
        var mistakes = new List<string>();
        var reached = ReachedFrom(start);
        foreach (var state in Enum.GetValues<TState>())
        {
            if (!reached.Contains(state)) mistakes.Add($"{state} cannot be reached.");
            if (!ReachedFrom(state).Contains(end)) mistakes.Add($"{state} cannot end.");
        }
        foreach (var step in Steps())
        {
            if (Same(step.From, end) && !AnswersAfterItsEnd) mistakes.Add($"Something happens after {end}.");
            if (Same(step.To, end) && !step.Effects.HasFlag(Last)) mistakes.Add($"{step.From} on {step.Trigger} leads to {end} without {Last}.");
        }
        return mistakes;
    }

    /// <summary>A Mermaid state diagram.</summary>
    public string Draw()
    {
        var drawing = new StringBuilder("stateDiagram-v2\n    [*] --> ").Append(start).Append('\n');
        foreach (var (from, trigger, to, effects) in Steps())
        {
            drawing.Append("    ").Append(from).Append(" --> ").Append(to).Append(" : ").Append(trigger);
            if (HasAny(effects)) drawing.Append(" / ").Append(effects);
            drawing.Append('\n');
        }
        return drawing.Append("    ").Append(end).Append(" --> [*]\n").ToString();
    }

    private HashSet<TState> ReachedFrom(TState from)
    {
        var reached = new HashSet<TState> { from };
        var steps = Steps().ToList();
        while (steps.RemoveAll(step => reached.Contains(step.From) && reached.Add(step.To)) > 0)
        {
        }
        return reached;
    }

    private static bool Same(TState one, TState other) => EqualityComparer<TState>.Default.Equals(one, other);

    private static bool HasAny(TEffects effects) => !EqualityComparer<TEffects>.Default.Equals(effects, default);
}
