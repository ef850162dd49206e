using System.Globalization;
using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Schedules;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>Open, closed or holiday.</summary>
public sealed class ScheduleNode : FlowNode
{
    internal static readonly NodeType Kind = new("schedule", "Looks whether a schedule of the flow is open now.",
        [
            new("schedule", FieldKind.Name, "Its name") { Required = true },
            new("holiday", FieldKind.Variable, "Takes the holiday's name, empty without one"),
            new("opens", FieldKind.Variable, "Takes the next opening, as \"2026-12-28 08:00\" by the schedule's wall clock; empty while open"),
        ],
        [new("open", "It is open"), new("closed", "It is closed"), new("holiday", "It is closed for a holiday", "closed"), new(NodeType.Error, "The node broke", "")],
        """{ "schedule": "office" }""") { NeedsCaller = false, Read = static reader => new ScheduleNode(reader) };

    private readonly string? _holiday;
    private readonly string? _opens;

    private ScheduleNode(FieldReader reader) : base(reader, Kind) => (Schedule, _holiday, _opens) = (reader.Name("schedule"), reader.Variable("holiday"), reader.Variable("opens"));

    public string Schedule { get; }

    public override bool TakesTime => false;

    internal override void Enter(Turn turn)
    {
        var answer = turn.Flow.Schedules[Schedule].At(turn.Now);
        turn.Set(_holiday, FlowValue.Of(answer.Holiday));
        turn.Set(_opens, FlowValue.Of(answer.NextOpening?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? ""));
        turn.Leave(answer.State switch { ScheduleState.Open => "open", ScheduleState.Holiday => "holiday", _ => "closed" });
    }
}
