using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Expressions;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>Runs another flow, and goes on by the exit that it returns.</summary>
public sealed class SubFlowNode : FlowNode
{
    internal static readonly NodeType Kind = new("flow", "Runs another flow with variables of its own, and goes on by the exit that its return node names.",
        [
            new("flow", FieldKind.Name, "Its name") { Required = true },
            new("give", FieldKind.ExpressionMap, "Variables of that flow, with expressions of this one"),
            new("take", FieldKind.Assignments, "Variables of this flow, with expressions over the variables of that one, as `result.name`"),
            new("returns", FieldKind.Texts, "Exits that the other flow may return"),
        ],
        [new("done", "It returned without naming an exit"), new(NodeType.Error, "A node of it broke, and it has no way to deal with that", "")],
        """{ "flow": "pin-check", "give": { "account": "account" }, "take": { "customer": "result.customer" }, "returns": ["denied"] }""") { NeedsCaller = false, OwnExits = "those of `returns`", Read = static reader => new SubFlowNode(reader) };

    private readonly IReadOnlyList<KeyValuePair<string, Expression>> _give;
    private readonly IReadOnlyList<KeyValuePair<string, Expression>> _take;
    private readonly IReadOnlyList<string> _returns;

    private SubFlowNode(FieldReader reader) : base(reader, Kind)
    {
        (Called, _give, _returns) = (reader.Name("flow"), reader.ExpressionMap("give"), reader.Texts("returns"));
        reader.Document.Extra.Add("result");
        _take = reader.Assignments("take");
        reader.Document.Extra.Remove("result");
        reader.Names.Remove("result");
    }

    public string Called { get; }

    public override IReadOnlyList<ExitSpec> OwnExits => [.. _returns.Select(static exit => new ExitSpec(exit, "It returned this exit"))];

    /// <summary>A sentence for each thing in which a flow and those that it calls do not fit.</summary>
    internal static IEnumerable<string> Mismatches(Flow caller, Func<string, Flow> find)
    {
        foreach (var node in caller.Order.OfType<SubFlowNode>())
        {
            var called = find(node.Called);
            foreach (var (name, _) in node._give)
            {
                if (!called.Variables.ContainsKey(name)) yield return $"Flow {caller.Name}, node {node.Name} gives {name}, which flow {called.Name} does not declare.";
            }
            foreach (var exit in called.Order.OfType<ReturnNode>().Select(static r => r.Exit).Distinct())
            {
                if (exit != "done" && !node._returns.Contains(exit)) yield return $"Flow {called.Name} may return {exit}, which flow {caller.Name}, node {node.Name} does not list in returns.";
            }
        }
    }

    internal override void Enter(Turn turn)
    {
        if (turn.Depth >= FlowEngine.MostDepth) throw new ExpressionException($"flows call each other more than {FlowEngine.MostDepth} deep");
        var called = turn.Program.Flows[Called];
        var given = Variables.Of(called.Variables.Values.Where(static v => v.Scope == VariableScope.Flow && v.Initial.Kind != FlowValueKind.Nothing).Select(static v => KeyValuePair.Create(v.Name, v.Initial)));
        var shared = new List<KeyValuePair<string, FlowValue>>();
        foreach (var (name, expression) in _give)
        {
            if (!called.Variables[name].TryFit(turn.Evaluate(expression), out var value, out var why)) throw new ExpressionException(why);
            if (called.Variables[name].Scope == VariableScope.Flow) given = given.With(name, value);
            else shared.Add(KeyValuePair.Create(name, value));
        }
        turn.PushFrame(called, given);
        foreach (var (name, value) in shared) turn.Set(name, value);
    }

    /// <summary>Called with the sub-flow's frame gone.</summary>
    internal void Returned(Turn turn, string exit, FlowValue result)
    {
        if (_take.Count > 0)
        {
            turn.Extra = new Dictionary<string, FlowValue>(StringComparer.Ordinal) { ["result"] = result };
            foreach (var (name, expression) in _take) turn.Set(name, turn.Evaluate(expression));
            turn.Extra = null;
        }
        turn.Leave(exit);
    }
}
