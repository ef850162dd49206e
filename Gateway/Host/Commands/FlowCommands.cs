using System.CommandLine;
using Telephony.Domain.Numbers;
using Telephony.Host.Flows;
using Telephony.Ivr.Flows.Checks;
using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Drawing;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.FlowSimulator;
using Telephony.Ivr.Import;
using Telephony.Ivr.Library;
using Telephony.Storage.Numbers;

namespace Telephony.Host.Commands;

/// <summary><c>telephony flow check|draw|simulate|schema|import</c>: call flows as files; what is kept of them in the store is <see cref="FlowStoreCommands"/>.</summary>
internal static class FlowCommands
{
    public static Command Make(Option<string?> config)
    {
        var command = new Command("flow", "Call flows: check, draw, try without a phone, publish") { Check(config), Draw(), Simulate(), Schema(), Import(), FlowFigureCommand.Make(config), FlowMailsCommand.Make(config) };
        foreach (var kept in FlowStoreCommands.All(config)) command.Add(kept);
        return command;
    }

    private static Command Check(Option<string?> config)
    {
        var files = new Argument<string[]>("FILE") { Description = "Flow documents", Arity = ArgumentArity.OneOrMore };
        var here = new Option<bool>("--here") { Description = "Also against this gateway: its numbers, its sound files" };
        var command = new Command("check", "List every mistake of a flow, and what is doubtful in it") { files, here };
        command.SetAction(async (parsed, cancellation) =>
        {
            FlowFolderChecks? world = null;
            if (parsed.GetValue(here))
            {
                if (CommandSettings.Load(parsed.GetValue(config), Console.Error) is not { } settings) return ExitCodes.BadSettings;
                var database = await settings.Storage.OpenAsync(TimeProvider.System, cancellation).ConfigureAwait(false);
                await using (database.ConfigureAwait(false))
                {
                    NumberCatalogue.TryBuild(await new NumberStore(database).ListAsync(null, cancellation).ConfigureAwait(false), 0, out var numbers, out _);
                    world = FlowPublishing.Checks(settings, () => numbers, null);
                }
            }
            return parsed.GetRequiredValue(files).Max(file => Check(file, world));
        });
        return command;
    }

    private static int Check(string file, FlowFolderChecks? world)
    {
        if (FlowFiles.Load(file) is not { } program) return ExitCodes.Refused;
        var findings = FlowChecks.Run(program.Main, world?.Owns, world?.HasSound);
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
            if (FlowFiles.Load(parsed.GetRequiredValue(file)) is not { } program) return ExitCodes.Refused;
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
            if (FlowFiles.Load(parsed.GetRequiredValue(file)) is not { } program) return ExitCodes.Refused;
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
}
