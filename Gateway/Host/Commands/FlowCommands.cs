using System.CommandLine;
using Telephony.Ivr.Flows.Checks;
using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Drawing;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.FlowSimulator;
using Telephony.Ivr.Import;

namespace Telephony.Host.Commands;

/// <summary><c>telephony flow check|draw|simulate|diff|schema|import</c>: call flows as files. Flows that a flow calls are looked for beside it.</summary>
internal static class FlowCommands
{
    public static Command Make() => new("flow", "Call flows: check, draw, try without a phone") { Check(), Draw(), Simulate(), Diff(), Schema(), Import() };

    private static Command Check()
    {
        var files = new Argument<string[]>("FILE") { Description = "Flow documents", Arity = ArgumentArity.OneOrMore };
        var command = new Command("check", "List every mistake of a flow, and what is doubtful in it") { files };
        command.SetAction(parsed => parsed.GetRequiredValue(files).Max(static file => Check(file)));
        return command;
    }

    private static int Check(string file)
    {
        if (Load(file) is not { } program) return ExitCodes.Refused;
        var findings = FlowChecks.Run(program.Main);
        foreach (var finding in findings) Console.WriteLine($"{file}: {(finding.Refuses ? "" : "note: ")}{finding}.");
        if (findings.Any(static finding => finding.Refuses)) return ExitCodes.Refused;
        Console.WriteLine($"{file}: flow {program.Main.Name} is good: {program.Main.Order.Count} nodes, {program.Main.Languages.Count} languages.");
        return ExitCodes.Good;
    }

    private static Command Draw()
    {
        var file = new Argument<string>("FILE") { Description = "A flow document" };
        var command = new Command("draw", "Write a flow as a Mermaid flowchart") { file };
        command.SetAction(parsed =>
        {
            if (Load(parsed.GetRequiredValue(file)) is not { } program) return ExitCodes.Refused;
            Console.Write(FlowDrawing.Mermaid(program.Main));
            return ExitCodes.Good;
        });
        return command;
    }

    private static Command Simulate()
    {
        var file = new Argument<string>("FILE") { Description = "A flow document" };
        var script = new Argument<string?>("CALLS") { Description = "A script of calls; without it, a call by hand, step by step from the terminal", Arity = ArgumentArity.ZeroOrOne };
        var quiet = new Option<bool>("--quiet") { Description = "Only what went wrong, and the coverage" };
        var command = new Command("simulate", "Try a flow without a phone, in virtual time") { file, script, quiet };
        command.SetAction(parsed =>
        {
            if (Load(parsed.GetRequiredValue(file)) is not { } program) return ExitCodes.Refused;
            return parsed.GetValue(script) is { } calls ? Script(program, calls, parsed.GetValue(quiet)) : ByHand(program);
        });
        return command;
    }

    private static int Script(FlowProgram program, string file, bool quiet)
    {
        var coverage = new FlowCoverage();
        var failed = 0;
        try
        {
            var calls = CallScript.Run(program, File.ReadAllText(file));
            foreach (var call in calls)
            {
                coverage.Add(call.Call.Trace);
                if (call.Failures.Count > 0) failed++;
                if (quiet && call.Failures.Count == 0) continue;
                Console.WriteLine($"{(call.Failures.Count == 0 ? "good " : "WRONG")}  {call.Name}");
                foreach (var failure in call.Failures) Console.WriteLine($"       {failure}");
                if (!quiet || call.Failures.Count > 0) foreach (var line in call.Call.Transcript) Console.WriteLine($"       {line}");
            }
            foreach (var flow in program.Flows.Values) Console.WriteLine(coverage.Summary(flow));
            Console.WriteLine($"{calls.Count - failed} of {calls.Count} calls went as they should.");
            return failed == 0 ? ExitCodes.Good : ExitCodes.Refused;
        }
        catch (FormatException broken)
        {
            Console.Error.WriteLine($"{file}: {broken.Message}");
            return ExitCodes.Refused;
        }
    }

    private static int ByHand(FlowProgram program)
    {
        var call = new SimulatedCall(program);
        var shown = 0;
        for (; ; )
        {
            call.UntilAsked();
            for (; shown < call.Transcript.Count; shown++) Console.WriteLine(call.Transcript[shown]);
            if (call.IsOver) return ExitCodes.Good;
            Console.Write("> ");
            if (Console.ReadLine()?.Trim() is not { } line) return ExitCodes.Good;
            if (line.Length == 0) continue;
            if (line == "hang up") call.HangUp();
            else if (line.StartsWith("say:", StringComparison.Ordinal)) call.Say(line[4..].Trim());
            else if (line.StartsWith("wait ", StringComparison.Ordinal) && Durations.TryParse(line[5..].Trim(), out var time)) call.Wait(time);
            else if (line.All(TelephoneKeys.IsKey)) call.Press(line);
            else Console.WriteLine("Type keys (1, 12#), \"say: words\", \"wait 5s\" or \"hang up\".");
        }
    }

    private static Command Diff()
    {
        var before = new Argument<string>("BEFORE") { Description = "A flow document" };
        var after = new Argument<string>("AFTER") { Description = "Another version of it" };
        var command = new Command("diff", "Say what changed between two versions, node by node") { before, after };
        command.SetAction(parsed =>
        {
            var changes = FlowDiff.Compare(File.ReadAllBytes(parsed.GetRequiredValue(before)), File.ReadAllBytes(parsed.GetRequiredValue(after)));
            foreach (var change in changes) Console.WriteLine(change);
            if (changes.Count == 0) Console.WriteLine("Nothing changed.");
            return ExitCodes.Good;
        });
        return command;
    }

    private static Command Import()
    {
        var file = new Argument<string>("FILE") { Description = "A TwiML document (XML), or a flow of Twilio Studio (JSON)" };
        var command = new Command("import", "Make a flow of something else; what could not be taken over is said on the error output") { file };
        command.SetAction(parsed =>
        {
            var (path, name) = (parsed.GetRequiredValue(file), Path.GetFileNameWithoutExtension(parsed.GetRequiredValue(file)));
            var text = File.ReadAllText(path);
            var made = text.TrimStart().StartsWith('<') ? TwimlImport.Read(text, name) : StudioImport.Read(text, name);
            foreach (var sentence in made.Left) Console.Error.WriteLine($"{path}: {sentence}");
            Console.Write(made.Document ?? "");
            return made.Document is null ? ExitCodes.Refused : ExitCodes.Good;
        });
        return command;
    }

    private static Command Schema()
    {
        var command = new Command("schema", "Write the JSON schema of flow documents");
        command.SetAction(static _ => Console.Write(FlowSchema.Write()));
        return command;
    }

    /// <summary>Null, and every mistake on the console, when it does not read.</summary>
    private static FlowProgram? Load(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? ".";
        var good = true;
        if (Read(file) is not { } main) return null;
        if (!FlowProgram.TryCompose(main.Name, name => name == main.Name ? (main, 1) : Read(Path.Combine(folder, $"{name}.json")) is { } called ? (called, 1) : null, out var program, out var sentences)) good = false;
        foreach (var sentence in sentences) Console.Error.WriteLine($"{file}: {sentence}");
        return good ? program : null;

        Flow? Read(string path)
        {
            if (!File.Exists(path))
            {
                if (path == file) Console.Error.WriteLine($"There is no file {path}.");
                return null;
            }
            if (FlowReader.TryRead(File.ReadAllBytes(path), out var flow, out var mistakes, other => Beside(folder, other))) return flow;
            foreach (var mistake in mistakes) Console.Error.WriteLine($"{path}: {mistake}");
            good = false;
            return null;
        }
    }

    private static string? Beside(string folder, string name) => name == Path.GetFileName(name) && File.Exists(Path.Combine(folder, name)) ? File.ReadAllText(Path.Combine(folder, name)) : null;
}
