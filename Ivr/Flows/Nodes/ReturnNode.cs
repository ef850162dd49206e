using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>The end of a flow that another one called; of the call where none did.</summary>
public sealed class ReturnNode : FlowNode
{
    internal static readonly NodeType Kind = new("return", "Ends a flow that another one called, which goes on by the exit named here. Where no flow called, the call ends.",
        [new("exit", FieldKind.Name, "The exit of the calling node") { Default = "done" }], [], """{ "exit": "denied" }""") { NeedsCaller = false, Read = static reader => new ReturnNode(reader) };

    private ReturnNode(FieldReader reader) : base(reader, Kind) => Exit = reader.Name("exit");

    public string Exit { get; }

    public override bool TakesTime => false;

    internal override void Enter(Turn turn)
    {
        if (turn.Depth == 1)
        {
            turn.HangUp(16, "The flow came to its end.");
            return;
        }
        var result = FlowValue.OfJson(PositionJson.Text(Variables.Of(turn.Flow.Variables.Keys.Select(name => KeyValuePair.Create(name, turn[name]))).WriteTo));
        turn.Closed(Exit);
        turn.PopFrame();
        ((SubFlowNode)turn.Node).Returned(turn, Exit, result);
    }
}
