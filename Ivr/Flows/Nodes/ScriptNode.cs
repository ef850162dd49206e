using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Expressions;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>A few lines of JavaScript.</summary>
public sealed class ScriptNode : FlowNode
{
    internal static readonly NodeType Kind = new("script", "Runs JavaScript that may assign the flow's variables. It leaves by the exit whose name it returns.",
        [
            new("code", FieldKind.Script, "The statements") { Required = true },
            new("returns", FieldKind.Texts, "Names that it may return, each an exit"),
        ],
        [new("done", "It returned nothing"), new(NodeType.Error, "It threw, went past a limit, or returned a name that is no exit", "")],
        """{ "code": [ "total = 0;", "for (const item of order.items) total += item.price;", "if (total > 100) return 'large';" ], "returns": ["large"] }""")
    {
        NeedsCaller = false, OwnExits = "those of `returns`",
        Read = static reader => new ScriptNode(reader),
    };

    private readonly Expression? _code;
    private readonly IReadOnlyList<string> _returns;

    private ScriptNode(FieldReader reader) : base(reader, Kind) => (_code, _returns) = (reader.Script("code"), reader.Texts("returns"));

    public override IReadOnlyList<ExitSpec> OwnExits => [.. _returns.Select(static exit => new ExitSpec(exit, "It returned this name"))];

    public override bool TakesTime => false;

    internal override void Enter(Turn turn)
    {
        var result = turn.RunScript(_code!).ToString();   // read without a mistake: it is there
        if (result.Length == 0) turn.Leave("done");
        else if (_returns.Contains(result)) turn.Leave(result);
        else throw new ExpressionException($"it returned \"{result}\", which is none of its exits");
    }
}
