using System.Text.RegularExpressions;
using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Nodes;

/// <summary>A number by keys: an account, a PIN, a date.</summary>
public sealed class DigitsNode : AskingNode
{
    internal static readonly NodeType Kind = new("digits", "Collects keys into a variable.",
        [
            .. AskingFields,
            new("into", FieldKind.Variable, "Takes the keys, as text") { Required = true },
            new("spoken", FieldKind.Variable, "Takes what is said instead of keys; without it, nobody listens"),
            new("hints", FieldKind.Texts, "Words that are likely to be said: a recogniser that can be told is told"),
            new("least", FieldKind.Count, "Keys at least") { Least = 1, Most = 40, Default = "1" },
            new("most", FieldKind.Count, "Keys at most: with them it ends at once") { Least = 1, Most = 40, Default = "20" },
            new("finishOn", FieldKind.Keys, "A key that ends it, and does not count") { Most = 1, Default = "#" },
            new("pattern", FieldKind.Text, "A regular expression that the keys must fit"),
            new("valid", FieldKind.Expression, "Must be true of the keys, which are in the variable already"),
        ],
        [new("done", "The keys, or the words, are in the variable"), .. AskingExits],
        """{ "prompt": "Please enter your four digit PIN.", "into": "pin", "least": 4, "most": 4 }""") { Read = static reader => new DigitsNode(reader) };

    private readonly string? _into;
    private readonly string? _spoken;
    private readonly IReadOnlyList<string> _hints;
    private readonly int _least;
    private readonly int _most;
    private readonly string _finishOn;
    private readonly Regex? _pattern;
    private readonly Expressions.Expression? _valid;

    private DigitsNode(FieldReader reader) : base(reader, Kind)
    {
        (_spoken, _hints) = (reader.Variable("spoken"), reader.Texts("hints"));
        if (_hints.Count > 0 && _spoken is null) reader.Mistake("hints", "nobody listens without spoken");
        (_into, _least, _most, _finishOn, _valid) = (reader.Variable("into"), reader.Count("least"), reader.Count("most"), reader.Keys("finishOn"), reader.Expression("valid"));
        if (_most < _least) reader.Mistake("most", $"{_most} is less than least, which is {_least}");
        if (!reader.Has("pattern")) return;
        try
        {
            _pattern = new Regex(reader.Text("pattern"), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception broken) when (broken is ArgumentException or NotSupportedException)
        {
            reader.Mistake("pattern", $"\"{reader.Text("pattern")}\" is no regular expression: {broken.Message.TrimEnd('.')}");
        }
    }

    public override IEnumerable<string> SetsBy(string exit) => exit == "done" && _spoken is null ? Sets : [];

    private protected override IReadOnlyList<string> Phrases => _hints;

    private protected override bool HearsAnything => _spoken is not null;

    private protected override Verdict OnSpeech(Turn turn, string text, double confidence)
    {
        turn.Set(_spoken, FlowValue.Of(text));
        turn.Leave("done");
        return Verdict.Taken;
    }

    private protected override Verdict OnKeys(Turn turn, string keys, bool final)
    {
        var finished = _finishOn.Length > 0 && keys.EndsWith(_finishOn, StringComparison.Ordinal);
        var digits = finished ? keys[..^1] : keys;
        if (!finished && !final && digits.Length < _most) return Verdict.More;
        if (digits.Length < _least || digits.Length > _most || _pattern?.IsMatch(digits) == false) return Verdict.No;
        turn.Set(_into, FlowValue.Of(digits));
        if (_valid is not null && !turn.IsTrue(_valid)) return Verdict.No;
        turn.Leave("done");
        return Verdict.Taken;
    }
}
