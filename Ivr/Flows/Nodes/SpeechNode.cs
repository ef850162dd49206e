using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>Something said: one of given answers, or free text.</summary>
public sealed class SpeechNode : AskingNode
{
    internal static readonly NodeType Kind = new("speech", "Collects what the caller says into a variable: the value of one of its answers, or the text as it was heard.",
        [
            .. AskingFields,
            new("into", FieldKind.Variable, "Takes the answer's value, or the text") { Required = true },
            new("answers", FieldKind.Items, "What may be said; without it, anything")
            {
                Most = 200,
                Fields =
                [
                    new("value", FieldKind.Name, "What the variable takes") { Required = true },
                    new("phrases", FieldKind.Texts, "What is said for it") { Required = true },
                    new("keys", FieldKind.Keys, "Or pressed") { Least = 1, Most = 8 },
                ],
            },
            new("hints", FieldKind.Texts, "Words that are likely, where anything may be said: a recogniser that can be told is told"),
            new("leastConfidence", FieldKind.Share, "What was heard less surely is asked again") { Default = "0.3" },
        ],
        [new("done", "The answer is in the variable"), .. AskingExits],
        """{ "prompt": "What is your call about?", "into": "topic" }""") { Read = static reader => new SpeechNode(reader) };

    private readonly string? _into;
    private readonly List<Choice> _answers;
    private readonly List<string> _phrases;
    private readonly double _leastConfidence;

    private SpeechNode(FieldReader reader) : base(reader, Kind)
    {
        (_into, _leastConfidence) = (reader.Variable("into"), reader.Share("leastConfidence"));
        _answers = [.. reader.Items("answers").Select(static item => Choice.Read(item, "value"))];
        _phrases = [.. _answers.SelectMany(static answer => answer.Phrases), .. reader.Texts("hints")];
        if (reader.Has("hints") && _answers.Count > 0) reader.Mistake("hints", "the answers are all that can be said: hints have no place beside them");
    }

    public override IReadOnlyList<Choice> Choices => _answers;

    private protected override IReadOnlyList<string> Phrases => _phrases;

    private protected override bool HearsAnything => _answers.Count == 0;

    private protected override bool TakesKeys => _answers.Exists(static answer => answer.Keys.Length > 0);

    private protected override Verdict OnKeys(Turn turn, string keys, bool final)
    {
        if (!final && _answers.Exists(answer => answer.Keys.Length > keys.Length && answer.Keys.StartsWith(keys, StringComparison.Ordinal))) return Verdict.More;
        return Take(turn, _answers.Find(answer => answer.Keys == keys)?.Exit);
    }

    private protected override Verdict OnSpeech(Turn turn, string text, double confidence) =>
        confidence < _leastConfidence ? Verdict.No : Take(turn, HearsAnything ? text : Choice.Heard(_answers, text)?.Exit);

    private Verdict Take(Turn turn, string? value)
    {
        if (value is null) return Verdict.No;
        turn.Set(_into, FlowValue.Of(value));
        turn.Leave("done");
        return Verdict.Taken;
    }
}
