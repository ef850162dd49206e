using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Expressions;
using Telephony.Ivr.Flows.Templates;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>Sets variables, and the language of the call.</summary>
public sealed class SetNode : FlowNode
{
    internal static readonly NodeType Kind = new("set", "Sets variables, one after the other, and the language of what is said from here on.",
        [
            new("variables", FieldKind.Assignments, "Each with the expression of its value"),
            new("language", FieldKind.Template, "One of the flow's languages"),
        ],
        [new("done", "They are set"), new(NodeType.Error, "An expression broke, or its value is of another type", "")],
        """{ "variables": { "attempts": "attempts + 1", "department": "'sales'" }, "language": "de-DE" }""") { NeedsCaller = false, Read = static reader => new SetNode(reader) };

    private readonly IReadOnlyList<KeyValuePair<string, Expression>> _variables;
    private readonly Template? _language;

    private SetNode(FieldReader reader) : base(reader, Kind)
    {
        (_variables, _language) = (reader.Assignments("variables"), reader.TemplateOrNull("language"));
        if (_language is { IsPlain: true } plain && !reader.Document.Languages.Contains(plain.Source)) reader.Mistake("language", $"it is none of the flow's languages, which are {string.Join(", ", reader.Document.Languages)}");
    }

    public override bool TakesTime => false;

    internal override void Enter(Turn turn)
    {
        foreach (var (name, expression) in _variables) turn.Set(name, turn.Evaluate(expression));
        if (_language is not null)
        {
            var language = turn.Render(_language);
            if (!turn.Flow.Languages.Contains(language)) throw new ExpressionException($"\"{language}\" is none of the flow's languages");
            turn.Language = language;
        }
        turn.Leave("done");
    }
}
