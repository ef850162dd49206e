using System.Globalization;
using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Prompts;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>Several questions that are answered by a key.</summary>
public sealed class SurveyNode : AskingNode
{
    internal static readonly NodeType Kind = new("survey", "Asks one question after the other, each answered by a key within its range. Answers that were given are kept when the caller goes.",
        [
            .. AskingFields.Where(static field => field.Name != "prompt"),
            new("questions", FieldKind.Items, "The questions")
            {
                Required = true, Least = 1, Most = 20,
                Fields =
                [
                    new("prompt", FieldKind.Prompt, "What is asked") { Required = true },
                    new("into", FieldKind.Variable, "Takes the answer as a number") { Required = true },
                    new("least", FieldKind.Count, "The smallest answer") { Least = 0, Most = 9, Default = "1" },
                    new("most", FieldKind.Count, "The largest answer") { Least = 0, Most = 9, Default = "5" },
                ],
            },
        ],
        [new("done", "Every question was answered"), .. AskingExits],
        """{ "questions": [ { "prompt": "How was it, from 1 to 5?", "into": "rating" }, { "prompt": "Would you call again? 1 for yes, 0 for no.", "into": "again", "least": 0, "most": 1 } ] }""") { Read = static reader => new SurveyNode(reader) };

    private readonly List<(Prompt? Prompt, string? Into, int Least, int Most)> _questions = [];

    private SurveyNode(FieldReader reader) : base(reader, Kind, ownPrompt: false)
    {
        foreach (var item in reader.Items("questions"))
        {
            _questions.Add((item.Prompt("prompt"), item.Variable("into"), item.Count("least"), item.Count("most")));
            if (item.Count("most") < item.Count("least")) item.Mistake("most", "it is less than least");
            reader.Join(item);
        }
    }

    public override IEnumerable<(string Field, Prompt Prompt)> Prompts => base.Prompts.Concat(_questions.Select(static (question, i) => ($"questions[{i}].prompt", question.Prompt)).Where(static pair => pair.Prompt is not null).Select(static pair => (pair.Item1, pair.Prompt!)));

    private protected override Prompt? Question(Turn turn) => _questions[turn.State.Index].Prompt;

    private protected override Verdict OnKeys(Turn turn, string keys, bool final)
    {
        var (_, into, least, most) = _questions[turn.State.Index];
        if (keys is not [>= '0' and <= '9'] || keys[0] - '0' < least || keys[0] - '0' > most) return Verdict.No;
        turn.Set(into, FlowValue.Of(int.Parse(keys, CultureInfo.InvariantCulture)));
        if (turn.State.Index + 1 == _questions.Count)
        {
            turn.Leave("done");
            return Verdict.Taken;
        }
        turn.State = turn.State with { Index = turn.State.Index + 1, Tries = 0 };
        Ask(turn, null);
        return Verdict.Taken;
    }
}
