using System.Text;

namespace Telephony.Sip.Transactions;

/// <summary>One machine as data: where it starts and its table.</summary>
internal sealed record TransactionMachine(string Name, TransactionState Initial, Func<TransactionState, TransactionTrigger, TransactionStep> On)
{
    private static readonly TransactionState[] States = Enum.GetValues<TransactionState>();
    private static readonly TransactionTrigger[] Triggers = Enum.GetValues<TransactionTrigger>();

    /// <summary>Every step that changes the state or does something, state by state.</summary>
    public IEnumerable<(TransactionState From, TransactionTrigger Trigger, TransactionStep Step)> Steps() =>
        from state in States
        from trigger in Triggers
        let step = On(state, trigger)
        where step.State != state || step.Effects != TransactionEffects.None
        select (state, trigger, step);

    public IReadOnlySet<TransactionState> Reachable()
    {
        var reached = new HashSet<TransactionState> { Initial };
        var steps = Steps().ToList();
        while (steps.RemoveAll(s => reached.Contains(s.From) && reached.Add(s.Step.State)) > 0) { }
        return reached;
    }

    /// <summary>Empty when all is well: each used state can be reached and can end, and nothing happens after the end.</summary>
    public IReadOnlyList<string> Mistakes()
    {
        var mistakes = new List<string>();
        var reachable = Reachable();
        foreach (var from in Steps().Select(s => s.From).Distinct().Where(s => !reachable.Contains(s))) mistakes.Add($"{Name}: {from} has steps but cannot be reached.");
        foreach (var state in reachable.Where(s => !(this with { Initial = s }).Reachable().Contains(TransactionState.Terminated))) mistakes.Add($"{Name}: {state} cannot end.");
        if (Steps().Any(s => s.From == TransactionState.Terminated)) mistakes.Add($"{Name}: something happens after Terminated.");
        return mistakes;
    }

    /// <summary>A Mermaid state diagram of the table.</summary>
    public string Draw()
    {
        var drawing = new StringBuilder("stateDiagram-v2\n").Append("    [*] --> ").Append(Initial).Append('\n');
        foreach (var (from, trigger, step) in Steps())
        {
            drawing.Append("    ").Append(from).Append(" --> ").Append(step.State).Append(" : ").Append(trigger);
            if (step.Effects != TransactionEffects.None) drawing.Append(" / ").Append(step.Effects);
            drawing.Append('\n');
        }
        return drawing.Append("    Terminated --> [*]\n").ToString();
    }
}

/// <summary>The four machines, for the check at start, the tests and the drawings.</summary>
internal static class TransactionMachines
{
    public static IReadOnlyList<TransactionMachine> All { get; } =
    [
        new("INVITE client", InviteClientMachine.Initial, InviteClientMachine.On),
        new("Non-INVITE client", NonInviteClientMachine.Initial, NonInviteClientMachine.On),
        new("INVITE server", InviteServerMachine.Initial, InviteServerMachine.On),
        new("Non-INVITE server", NonInviteServerMachine.Initial, NonInviteServerMachine.On),
    ];

    /// <summary>Throws when a table is wrong: a bug, found at start instead of in a call.</summary>
    public static void Validate()
    {
        var mistakes = All.SelectMany(m => m.Mistakes()).ToList();
        if (mistakes.Count > 0) throw new InvalidOperationException(string.Join(' ', mistakes));
    }
}
