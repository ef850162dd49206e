using System.Globalization;
using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;

namespace Telephony.Ivr.FlowSimulator;

/// <summary>What became of one scripted call. No failures: it went as the script says.</summary>
public sealed record ScriptedCall(string Name, SimulatedCall Call, IReadOnlyList<string> Failures);

/// <summary>
/// Calls as text, one step a line. <c>call: NAME</c> begins a call; <c>from</c>, <c>to</c>, <c>at 2026-11-30 09:00</c> (UTC) and <c>on KIND PATTERN -> OUTCOME</c> set the scene, before the first call for all;
/// <c>1</c>, <c>!1</c> (into the prompt), <c>say: words</c>, <c>wait 12s</c>, <c>until over</c> and <c>hang up</c> are the caller; <c>expect: words</c>, <c>expect node: NAME</c>, <c>expect over</c>,
/// <c>expect VARIABLE = VALUE</c> and <c>expect action: WORDS</c> are the test.
/// </summary>
public static class CallScript
{
    public static IReadOnlyList<ScriptedCall> Run(FlowProgram program, string script)
    {
        var calls = new List<ScriptedCall>();
        var common = new Scene();
        Running? running = null;
        var number = 0;
        foreach (var raw in script.Split('\n'))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line[0] is '/' or ';') continue;
            if (line.StartsWith("call:", StringComparison.Ordinal))
            {
                if (running is not null) calls.Add(running.Finish());
                running = new Running(program, line[5..].Trim(), common.Copy());
            }
            else if (running is null)
            {
                if (!common.TryTake(line)) throw new FormatException($"Line {number}: \"{line}\" comes before the first call: begin one with \"call: NAME\".");
            }
            else running.Take(number, line);
        }
        if (running is not null) calls.Add(running.Finish());
        return calls;
    }

    private sealed class Scene
    {
        public World World { get; private init; } = new();

        public string From { get; private set; } = "+12025550123";

        public string To { get; private set; } = "+12025550100";

        public DateTimeOffset? At { get; private set; }

        public bool TryTake(string line)
        {
            if (line.StartsWith("from ", StringComparison.Ordinal)) From = line[5..].Trim();
            else if (line.StartsWith("to ", StringComparison.Ordinal)) To = line[3..].Trim();
            else if (line.StartsWith("at ", StringComparison.Ordinal)) At = DateTimeOffset.ParseExact(line[3..].Trim(), "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            else if (line.StartsWith("on ", StringComparison.Ordinal) && line.Split("->", 2) is [var when, var outcome] && when.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries) is [_, var kind, ..] words) World.On(kind, words.Length > 2 ? words[2].Trim() : "*", outcome.Trim());
            else return false;
            return true;
        }

        public Scene Copy() => new() { World = World.Copy(), From = From, To = To, At = At };
    }

    private sealed class Running(FlowProgram program, string name, Scene scene)
    {
        private readonly List<string> _failures = [];
        private SimulatedCall? _call;

        private SimulatedCall Call => _call ??= new SimulatedCall(program, scene.World, scene.From, scene.To, scene.At);

        public ScriptedCall Finish() => new(name, Call, _failures);

        public void Take(int number, string line)
        {
            if (_call is null && scene.TryTake(line)) return;
            var atOnce = line[0] == '!';
            var text = atOnce ? line[1..].Trim() : line;
            if (text.All(TelephoneKeys.IsKey)) Call.Press(text, atOnce);
            else if (After(text, "say:") is { } words) Call.Say(words, atOnce);
            else if (After(text, "wait ") is { } time && Durations.TryParse(time, out var duration)) Call.Wait(duration);
            else if (text == "hang up") Call.HangUp();
            else if (text == "until over") Call.UntilOver();
            else if (text.StartsWith("expect", StringComparison.Ordinal)) Expect(number, text);
            else _failures.Add($"Line {number}: \"{line}\" is not understood.");
        }

        private void Expect(int number, string line)
        {
            if (line == "expect over")
            {
                if (!Call.UntilOver().IsOver) _failures.Add($"Line {number}: the call is not over; it is at {Call.Node}.");
                return;
            }
            if (After(line, "expect node:") is { } node)
            {
                if (!Until(() => Call.Node == node)) _failures.Add($"Line {number}: the call is at {Call.Node}, not at {node}.");
            }
            else if (After(line, "expect action:") is { } action)
            {
                if (!Until(() => Call.Actions.Any(done => Describe(done).Contains(action, StringComparison.OrdinalIgnoreCase)))) _failures.Add($"Line {number}: no action has \"{action}\" in it.");
            }
            else if (After(line, "expect:") is { } words)
            {
                if (!Until(() => Call.Heard.Contains(words, StringComparison.OrdinalIgnoreCase))) _failures.Add($"Line {number}: \"{words}\" was not said, but: {Call.Heard}");
            }
            else if (line[6..].Split('=', 2) is [var variable, var value])
            {
                if (Call[variable.Trim()].ToString() != value.Trim()) _failures.Add($"Line {number}: {variable.Trim()} is \"{Call[variable.Trim()]}\", not \"{value.Trim()}\".");
            }
            else _failures.Add($"Line {number}: \"{line}\" is not understood.");
        }

        private static string Describe(FlowAction action) => $"{action.GetType().Name} {string.Join(", ", action.GetType().GetProperties().Select(property => $"{property.Name} = {Text(property.GetValue(action))}"))}";

        private static string? Text(object? value) => value is System.Collections.IEnumerable list and not string ? string.Join(", ", list.Cast<object>()) : value?.ToString();

        private bool Until(Func<bool> fits)
        {
            // What is said next, not what would be said after the caller has been silent.
            for (var i = 0; i < 100 && !fits(); i++)
            {
                if (!Call.TryStep()) break;
            }
            return fits();
        }

        private static string? After(string line, string start) => line.StartsWith(start, StringComparison.Ordinal) ? line[start.Length..].Trim() : null;
    }
}
