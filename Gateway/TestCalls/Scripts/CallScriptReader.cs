using System.Globalization;

namespace Telephony.TestCalls.Scripts;

/// <summary>
/// Calls as text, one step a line, in the manner of the scripts that try a flow without a phone:
/// <code>
/// to +12025550102               whom; before the first call for all, as from, language, header NAME: VALUE and within
/// call: to sales by key         begins a call
/// expect: Welcome | Good day    words that are heard within 10 s, or "expect within 20s: Welcome"
/// 1   !1                        presses a key when the other side is silent, or at once
/// say: sales   play: hello.wav  speaks, the same
/// expect tone 440 for 1s        expect silence 2s, expect keys 123#, expect file: prompt.wav, expect ringing, expect refused 486, expect over
/// wait 2s   hang up             // a remark
/// </code>
/// </summary>
public static class CallScriptReader
{
    private static readonly TimeSpan s_usual = TimeSpan.FromSeconds(10);

    /// <summary>What is for trying a flow without a phone: a call cannot see it.</summary>
    private static readonly string[] s_inside = ["at ", "on ", "expect node:", "expect action:", "until over"];

    /// <exception cref="FormatException">A line is not understood, or something is missing; the message says which.</exception>
    public static IReadOnlyList<ScriptCall> Read(string script)
    {
        var (calls, common, scene) = (new List<ScriptCall>(), new Scene(), (Scene?)null);
        var number = 0;
        foreach (var raw in script.Split('\n'))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line[0] is ';' || line.StartsWith("//", StringComparison.Ordinal)) continue;
            if (After(line, "call:") is { } name)
            {
                if (scene is not null) calls.Add(scene.Finish());
                scene = common.Begin(name, number);
            }
            else if ((scene ?? common) is { Steps.Count: 0 } open && open.TryTake(line))
            {
            }
            else if (scene is null) throw new FormatException($"Line {number}: \"{line}\" comes before the first call: begin one with \"call: NAME\".");
            else scene.Steps.Add(StepOf(number, line, scene.Within));
        }
        if (scene is not null) calls.Add(scene.Finish());
        return calls.Count > 0 ? calls : throw new FormatException("There is no call in it: begin one with \"call: NAME\".");
    }

    private static ScriptStep StepOf(int number, string line, TimeSpan usual)
    {
        var atOnce = line[0] == '!';
        var text = atOnce ? line[1..].Trim() : line;
        if (text.Length > 0 && text.All(static c => char.IsAsciiDigit(c) || c is '*' or '#' or (>= 'A' and <= 'D'))) return new ScriptStep.Press(number, line, text, atOnce);
        if (After(text, "say:") is { Length: > 0 } words) return new ScriptStep.Say(number, line, words, atOnce);
        if (After(text, "play:") is { Length: > 0 } path) return new ScriptStep.Play(number, line, path, atOnce);
        if (After(text, "wait ") is { } wait) return new ScriptStep.Wait(number, line, TimeOf(number, wait));
        if (text == "hang up") return new ScriptStep.HangUp(number, line);
        if (s_inside.FirstOrDefault(inside => text.StartsWith(inside, StringComparison.Ordinal)) is { } inner)
            throw new FormatException($"Line {number}: \"{inner.Trim()}\" looks into a flow, which a call from outside cannot do: \"telephony flow simulate\" does.");
        if (After(text, "expect") is { } expected) return ExpectationOf(number, line, expected, usual);
        throw new FormatException($"Line {number}: \"{line}\" is not understood.");
    }

    private static ScriptStep ExpectationOf(int number, string line, string expected, TimeSpan within)
    {
        if (After(expected, "within ") is { } rest)
        {
            var end = rest.IndexOfAny([' ', ':']);
            if (end < 0) throw new FormatException($"Line {number}: behind \"within {rest}\" the expectation is missing.");
            within = TimeOf(number, rest[..end]);
            expected = rest[end..].Trim();
        }
        if (After(expected, ":") is { Length: > 0 } words) return new ScriptStep.ExpectWords(number, line, words.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), within);
        if (After(expected, "file:") is { Length: > 0 } path) return new ScriptStep.ExpectFile(number, line, path, within);
        if (expected == "over") return new ScriptStep.ExpectOver(number, line, within);
        if (expected == "ringing") return new ScriptStep.ExpectRinging(number, line, within);
        if (expected.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var kind, .. var more]) throw new FormatException($"Line {number}: what is expected is missing.");
        return (kind, more) switch
        {
            ("tone", [var hertz]) => new ScriptStep.ExpectTone(number, line, NumberOf(number, hertz), TimeSpan.FromSeconds(0.3), within),
            ("tone", [var hertz, "for", var time]) => new ScriptStep.ExpectTone(number, line, NumberOf(number, hertz), TimeOf(number, time), within),
            ("silence", [var time]) => new ScriptStep.ExpectSilence(number, line, TimeOf(number, time), within > TimeOf(number, time) ? within : TimeOf(number, time) + within),
            ("keys", [var keys]) => new ScriptStep.ExpectKeys(number, line, keys, within),
            ("refused", []) => new ScriptStep.ExpectRefused(number, line, 0, within),
            ("refused", [var status]) => new ScriptStep.ExpectRefused(number, line, (int)NumberOf(number, status), within),
            _ => throw new FormatException($"Line {number}: \"{line}\" is not understood: expected are words behind \"expect:\", \"file: F.wav\", \"tone HZ\", \"silence 2s\", \"keys 12#\", \"ringing\", \"refused 486\" or \"over\"."),
        };
    }

    private static double NumberOf(int number, string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : throw new FormatException($"Line {number}: \"{text}\" is no number.");

    /// <summary>500ms, 1.5s, 2m.</summary>
    private static TimeSpan TimeOf(int number, string text)
    {
        var (unit, letters) = text.EndsWith("ms", StringComparison.Ordinal) ? (1.0, 2) : text.EndsWith('s') ? (1000.0, 1) : text.EndsWith('m') ? (60_000.0, 1) : (0.0, 0);
        if (letters > 0 && double.TryParse(text.AsSpan(0, text.Length - letters), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value * unit <= 600_000) return TimeSpan.FromMilliseconds(value * unit);
        throw new FormatException($"Line {number}: \"{text}\" is no time of at most ten minutes, such as 500ms, 1.5s or 2m.");
    }

    private static string? After(string line, string start) => line.StartsWith(start, StringComparison.Ordinal) ? line[start.Length..].Trim() : null;

    private sealed class Scene
    {
        private string _name = "";
        private string _to = "";
        private string _from = "";
        private string? _language;
        private List<KeyValuePair<string, string>> _headers = [];
        private int _line;

        public List<ScriptStep> Steps { get; } = [];

        public TimeSpan Within { get; private set; } = s_usual;

        public bool TryTake(string line)
        {
            if (After(line, "to ") is { Length: > 0 } to) _to = to;
            else if (After(line, "from ") is { Length: > 0 } from) _from = from;
            else if (After(line, "language ") is { Length: > 0 } language) _language = language;
            else if (After(line, "within ") is { Length: > 0 } within) Within = TimeOf(_line, within);
            else if (After(line, "header ") is { } header && header.Split(':', 2) is [var name, var value]) _headers.Add(new(name.Trim(), value.Trim()));
            else return false;
            return true;
        }

        public Scene Begin(string name, int line) => new() { _name = name, _to = _to, _from = _from, _language = _language, _headers = [.. _headers], _line = line, Within = Within };

        public ScriptCall Finish() => _to.Length > 0 ? new(_name, _to, _from, _language, _headers, Steps) : throw new FormatException($"Line {_line}: whom does \"{_name}\" call? Say \"to NUMBER\" before its first step.");
    }
}
