using System.Text;
using Telephony.Automation.Media;
using Telephony.Automation.Streams;

namespace Telephony.Automation.Connections;

/// <summary>The machines of this room as data: for the check at start, the tests and the drawings.</summary>
internal static class MachineTables
{
    public static IEnumerable<(string From, string Trigger, string To, string Effects)> Connection() => Steps<ConnectionState, ConnectionTrigger>(static (state, trigger) =>
    {
        var step = ConnectionMachine.On(state, trigger);
        return (step.Next, step.Effects == ConnectionEffects.None ? "" : step.Effects.ToString());
    });

    public static IEnumerable<(string From, string Trigger, string To, string Effects)> Participant() => Steps<ParticipantState, ParticipantTrigger>(static (state, trigger) =>
    {
        var step = ParticipantMachine.On(state, trigger);
        return (step.Next, step.Effects == ParticipantEffects.None ? "" : step.Effects.ToString());
    });

    public static IEnumerable<(string From, string Trigger, string To, string Effects)> Recognize() => Steps<RecognizePhase, RecognizeTrigger>(static (phase, trigger) =>
    {
        var step = RecognizeMachine.On(phase, trigger);
        return (step.Next, step.Effects == RecognizeEffects.None ? "" : step.Effects.ToString());
    });

    public static IEnumerable<(string From, string Trigger, string To, string Effects)> Stream() => Steps<StreamState, StreamTrigger>(static (state, trigger) =>
    {
        var step = StreamMachine.On(state, trigger);
        return (step.Next, step.Effects == StreamEffects.None ? "" : step.Effects.ToString());
    });

    /// <summary>Empty when all is well: each state can end, and nothing happens after the end.</summary>
    public static IReadOnlyList<string> Mistakes() =>
    [
        .. Mistakes("connection", Connection(), Enum.GetNames<ConnectionState>(), nameof(ConnectionState.Disconnected)),
        .. Mistakes("participant", Participant(), Enum.GetNames<ParticipantState>(), nameof(ParticipantState.Gone)),
        .. Mistakes("recognition", Recognize(), Enum.GetNames<RecognizePhase>(), nameof(RecognizePhase.Over)),
        .. Mistakes("stream", Stream(), Enum.GetNames<StreamState>(), nameof(StreamState.Over)),
    ];

    /// <summary>A Mermaid state diagram.</summary>
    public static string Draw(IEnumerable<(string From, string Trigger, string To, string Effects)> steps, IReadOnlyList<string> starts, string end)
    {
        var drawing = new StringBuilder("stateDiagram-v2\n");
        foreach (var start in starts) drawing.Append("    [*] --> ").Append(start).Append('\n');
        foreach (var (from, trigger, to, effects) in steps)
        {
            drawing.Append("    ").Append(from).Append(" --> ").Append(to).Append(" : ").Append(trigger);
            if (effects.Length > 0) drawing.Append(" / ").Append(effects);
            drawing.Append('\n');
        }
        return drawing.Append("    ").Append(end).Append(" --> [*]\n").ToString();
    }

    private static IEnumerable<(string From, string Trigger, string To, string Effects)> Steps<TState, TTrigger>(Func<TState, TTrigger, (TState Next, string Effects)> take)
        where TState : struct, Enum
        where TTrigger : struct, Enum =>
        from state in Enum.GetValues<TState>()
        from trigger in Enum.GetValues<TTrigger>()
        let step = take(state, trigger)
        where !step.Next.Equals(state) || step.Effects.Length > 0
        select (state.ToString(), trigger.ToString(), step.Next.ToString(), step.Effects);

    private static IEnumerable<string> Mistakes(string machine, IEnumerable<(string From, string Trigger, string To, string Effects)> steps, string[] states, string end)
    {
        var all = steps.ToList();
        if (all.Any(step => step.From == end)) yield return $"Of a {machine}, something happens after {end}.";
        foreach (var state in states)
        {
            var reached = new HashSet<string> { state };
            while (all.Any(step => reached.Contains(step.From) && reached.Add(step.To)))
            {
            }
            if (!reached.Contains(end)) yield return $"Of a {machine}, {state} cannot end.";
        }
    }
}
