using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Expressions;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>The first case that is true.</summary>
public sealed class BranchNode : FlowNode
{
    internal static readonly NodeType Kind = new("branch", "Takes the exit of the first case that is true.",
        [
            new("cases", FieldKind.Items, "Looked at in this order")
            {
                Required = true, Least = 1, Most = 50,
                Fields = [new("when", FieldKind.Expression, "Is true") { Required = true }, new("exit", FieldKind.Name, "The exit") { Required = true }],
            },
        ],
        [new("otherwise", "No case is true"), new(NodeType.Error, "A case could not be evaluated", "")],
        """{ "cases": [ { "when": "customer.level === 'gold'", "exit": "gold" }, { "when": "balance < 0", "exit": "debt" } ] }""")
    {
        NeedsCaller = false, OwnExits = "one for each exit that a case names",
        Read = static reader => new BranchNode(reader),
    };

    private readonly List<(Expression? When, string Exit)> _cases = [];

    private BranchNode(FieldReader reader) : base(reader, Kind)
    {
        foreach (var item in reader.Items("cases"))
        {
            _cases.Add((item.Expression("when"), item.Name("exit")));
            reader.Join(item);
        }
    }

    public override IReadOnlyList<ExitSpec> OwnExits => [.. _cases.Select(static c => c.Exit).Where(static exit => exit.Length > 0).Distinct().Select(static exit => new ExitSpec(exit, "The case"))];

    public override bool TakesTime => false;

    internal override void Enter(Turn turn)
    {
        foreach (var (when, exit) in _cases)
        {
            if (when is null || !turn.IsTrue(when)) continue;
            turn.Leave(exit);
            return;
        }
        turn.Leave("otherwise");
    }
}
