using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>One of several choices, by keys or by speech.</summary>
public sealed class MenuNode : AskingNode
{
    internal static readonly NodeType Kind = new("menu", "Lets the caller choose, by keys or by speech. Keys that begin another choice's keys are waited for.",
        [
            .. AskingFields,
            new("choices", FieldKind.Items, "What there is to choose from")
            {
                Required = true, Least = 1, Most = 30,
                Fields =
                [
                    new("keys", FieldKind.Keys, "The key or keys") { Least = 1, Most = 8 },
                    new("phrases", FieldKind.Texts, "What may be said instead"),
                    new("exit", FieldKind.Name, "The exit it leads out by") { Required = true },
                ],
            },
            new("choice", FieldKind.Variable, "Takes the name of the exit"),
        ],
        AskingExits,
        """{ "prompt": "For sales press 1, for support press 2.", "choices": [ { "keys": "1", "phrases": ["sales"], "exit": "sales" }, { "keys": "2", "phrases": ["support", "help"], "exit": "support" } ] }""")
    {
        OwnExits = "one for each exit that a choice names",
        Read = static reader => new MenuNode(reader),
    };

    private readonly List<Choice> _choices;
    private readonly string? _variable;
    private readonly List<string> _phrases;

    private MenuNode(FieldReader reader) : base(reader, Kind)
    {
        _choices = [.. reader.Items("choices").Select(static item => Choice.Read(item, "exit"))];
        _variable = reader.Variable("choice");
        _phrases = [.. _choices.SelectMany(static choice => choice.Phrases)];
    }

    public override IReadOnlyList<ExitSpec> OwnExits => [.. _choices.Select(static choice => choice.Exit).Where(static exit => exit.Length > 0).Distinct().Select(static exit => new ExitSpec(exit, "The choice"))];

    public override IReadOnlyList<Choice> Choices => _choices;

    private protected override IReadOnlyList<string> Phrases => _phrases;

    private protected override bool TakesKeys => _choices.Exists(static choice => choice.Keys.Length > 0);

    private protected override Verdict OnKeys(Turn turn, string keys, bool final)
    {
        var exact = _choices.Find(choice => choice.Keys == keys);
        if (!final && _choices.Exists(choice => choice.Keys.Length > keys.Length && choice.Keys.StartsWith(keys, StringComparison.Ordinal))) return Verdict.More;
        return Take(turn, exact);
    }

    private protected override Verdict OnSpeech(Turn turn, string text, double confidence) => Take(turn, Choice.Heard(_choices, text));

    private Verdict Take(Turn turn, Choice? choice)
    {
        if (choice is null) return Verdict.No;
        turn.Set(_variable, Values.FlowValue.Of(choice.Exit));
        turn.Leave(choice.Exit);
        return Verdict.Taken;
    }
}
