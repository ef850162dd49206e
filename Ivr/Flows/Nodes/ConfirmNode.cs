using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>Yes or no.</summary>
public sealed class ConfirmNode : AskingNode
{
    internal static readonly NodeType Kind = new("confirm", "Asks for a yes or a no.",
        [
            .. AskingFields,
            new("yesKeys", FieldKind.Keys, "Yes by key") { Least = 1, Most = 1, Default = "1" },
            new("noKeys", FieldKind.Keys, "No by key") { Least = 1, Most = 1, Default = "2" },
            new("yesPhrases", FieldKind.Texts, "Yes by speech; without it, the usual words of English, German, French and Spanish"),
            new("noPhrases", FieldKind.Texts, "No by speech; without it, the usual words"),
        ],
        [new("yes", "Yes"), new("no", "No"), .. AskingExits],
        """{ "prompt": "You entered {{ account | spell }}. Is that right? Press 1 for yes, 2 for no." }""") { Read = static reader => new ConfirmNode(reader) };

    private static readonly string[] UsualYes = ["yes", "yeah", "yep", "correct", "right", "ja", "richtig", "oui", "sí", "si"];
    private static readonly string[] UsualNo = ["no", "nope", "wrong", "not", "nein", "falsch", "non"];

    private readonly Choice[] _choices;
    private readonly List<string> _phrases;

    private ConfirmNode(FieldReader reader) : base(reader, Kind)
    {
        _choices =
        [
            new Choice(reader.Keys("yesKeys"), reader.Has("yesPhrases") ? reader.Texts("yesPhrases") : UsualYes, "yes"),
            new Choice(reader.Keys("noKeys"), reader.Has("noPhrases") ? reader.Texts("noPhrases") : UsualNo, "no"),
        ];
        _phrases = [.. _choices.SelectMany(static choice => choice.Phrases)];
    }

    public override IReadOnlyList<Choice> Choices => _choices;

    private protected override IReadOnlyList<string> Phrases => _phrases;

    private protected override Verdict OnKeys(Turn turn, string keys, bool final) => Take(turn, _choices.FirstOrDefault(choice => choice.Keys == keys));

    // "Not right" is a no: of the two, no is looked for first.
    private protected override Verdict OnSpeech(Turn turn, string text, double confidence) => Take(turn, Choice.Heard([_choices[1]], text) ?? Choice.Heard([_choices[0]], text));

    private static Verdict Take(Turn turn, Choice? choice)
    {
        if (choice is null) return Verdict.No;
        turn.Leave(choice.Exit);
        return Verdict.Taken;
    }
}
