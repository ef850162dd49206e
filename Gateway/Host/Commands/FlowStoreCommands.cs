using System.CommandLine;
using System.Globalization;
using System.Text;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Telephony.Host.Flows;
using Telephony.Host.Settings;
using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Library;
using Telephony.Storage.Databases;
using Telephony.Storage.Flows;
using Telephony.Storage.Numbers;

namespace Telephony.Host.Commands;

/// <summary><c>telephony flow draft|publish|rollback|retire|versions|show|diff</c>: drafts and versions in the store. A running gateway begins what is published within seconds.</summary>
internal static class FlowStoreCommands
{
    private const string By = "command";

    public static IEnumerable<Command> All(Option<string?> config) => [Draft(config), Publish(config), RollBack(config), Retire(config), Delete(config), Versions(config), Show(config), Diff(config)];

    private static Command Draft(Option<string?> config)
    {
        var (file, resource) = (new Argument<string>("FILE") { Description = "A flow document; it may have mistakes" }, EventCommands.ResourceOption());
        var command = new Command("draft", "Save a document as its flow's draft, and list what is wrong with it") { file, resource };
        command.SetAction((parsed, cancellation) => WithPublisherAsync(parsed.GetValue(config), parsed.GetValue(resource), async (publisher, whose, stop) =>
        {
            var document = await File.ReadAllTextAsync(parsed.GetRequiredValue(file), stop).ConfigureAwait(false);
            var name = Path.GetFileNameWithoutExtension(parsed.GetRequiredValue(file));
            var report = await publisher.CheckAsync(whose, document, null, stop).ConfigureAwait(false);
            if (report.Flow is not null) name = report.Flow.Name;
            if (!FlowReader.IsName(name)) return EventCommands.Refuse($"\"{name}\" is no name of a flow: letters, digits, - and _, a letter first.");
            var revision = await publisher.SaveDraftAsync(whose, name, document, By, null, stop).ConfigureAwait(false);
            foreach (var mistake in report.Mistakes) Console.WriteLine(mistake);
            foreach (var note in report.Notes) Console.WriteLine($"note: {note}");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Draft {revision} of flow {name} is saved{(report.IsGood ? "; \"flow publish\" puts it in force." : $", with {report.Mistakes.Count} mistakes.")}"));
            return ExitCodes.Good;
        }, cancellation));
        return command;
    }

    private static Command Publish(Option<string?> config)
    {
        var what = new Argument<string>("NAME") { Description = "A flow with a draft, or a file" };
        var note = new Option<string>("--note") { Description = "What it changes", HelpName = "TEXT", DefaultValueFactory = static _ => "" };
        var resource = EventCommands.ResourceOption();
        var command = new Command("publish", "Put a draft or a file in force as the next version; refused with every mistake") { what, note, resource };
        command.SetAction((parsed, cancellation) => WithPublisherAsync(parsed.GetValue(config), parsed.GetValue(resource), async (publisher, whose, stop) =>
        {
            var (name, words) = (parsed.GetRequiredValue(what), parsed.GetValue(note) ?? "");
            if (words.Length > FlowPublisher.LongestNote) return EventCommands.Refuse($"--note: {FlowPublisher.LongestNote} characters are allowed.");
            if (!File.Exists(name)) return Tell(name, await publisher.PublishDraftAsync(whose, name, By, words, stop).ConfigureAwait(false));
            var document = await File.ReadAllTextAsync(name, stop).ConfigureAwait(false);
            var report = await publisher.CheckAsync(whose, document, null, stop).ConfigureAwait(false);
            if (report.Flow is null) return Tell(name, new PublishOutcome.Refused(report.Mistakes));
            return Tell(report.Flow.Name, await publisher.PublishAsync(whose, report.Flow.Name, document, By, words, 0, stop).ConfigureAwait(false));
        }, cancellation));
        return command;
    }

    private static Command RollBack(Option<string?> config)
    {
        var (name, version, resource) = (new Argument<string>("NAME") { Description = "A flow" }, new Argument<int?>("VERSION") { Description = "Without it, the one before", Arity = ArgumentArity.ZeroOrOne }, EventCommands.ResourceOption());
        var command = new Command("rollback", "Put an older version in force again") { name, version, resource };
        command.SetAction((parsed, cancellation) => WithPublisherAsync(parsed.GetValue(config), parsed.GetValue(resource), async (publisher, whose, stop) =>
            Tell(parsed.GetRequiredValue(name), await publisher.RollBackAsync(whose, parsed.GetRequiredValue(name), parsed.GetValue(version), stop).ConfigureAwait(false)), cancellation));
        return command;
    }

    private static Command Delete(Option<string?> config)
    {
        var (name, resource) = (new Argument<string>("NAME") { Description = "A flow" }, EventCommands.ResourceOption());
        var command = new Command("delete", "Forget a flow with its draft and all its versions") { name, resource };
        command.SetAction((parsed, cancellation) => WithPublisherAsync(parsed.GetValue(config), parsed.GetValue(resource), async (publisher, whose, stop) =>
        {
            var outcome = await publisher.DeleteAsync(whose, parsed.GetRequiredValue(name), stop).ConfigureAwait(false);
            if (outcome is not PublishOutcome.InForce) return Tell(parsed.GetRequiredValue(name), outcome);
            Console.WriteLine($"Flow {parsed.GetRequiredValue(name)} is forgotten.");
            return ExitCodes.Good;
        }, cancellation));
        return command;
    }

    private static Command Retire(Option<string?> config)
    {
        var (name, resource) = (new Argument<string>("NAME") { Description = "A flow" }, EventCommands.ResourceOption());
        var command = new Command("retire", "Put no version in force: new calls do not find the flow") { name, resource };
        command.SetAction((parsed, cancellation) => WithPublisherAsync(parsed.GetValue(config), parsed.GetValue(resource), async (publisher, whose, stop) =>
            Tell(parsed.GetRequiredValue(name), await publisher.RetireAsync(whose, parsed.GetRequiredValue(name), stop).ConfigureAwait(false)), cancellation));
        return command;
    }

    private static Command Versions(Option<string?> config)
    {
        var (name, resource) = (new Argument<string?>("NAME") { Description = "A flow; without it, all flows", Arity = ArgumentArity.ZeroOrOne }, EventCommands.ResourceOption());
        var command = new Command("versions", "List flows in the store, or the versions of one") { name, resource };
        command.SetAction((parsed, cancellation) => WithPublisherAsync(parsed.GetValue(config), parsed.GetValue(resource), async (publisher, whose, stop) =>
        {
            if (parsed.GetValue(name) is not { } wanted)
            {
                var heads = await publisher.Store.ListAsync(whose, stop).ConfigureAwait(false);
                foreach (var head in heads) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{head.Name,-32} {(head.InForce > 0 ? $"version {head.InForce} in force" : "none in force"),-22} {(head.DraftRevision > 0 ? $"draft {head.DraftRevision}" : ""),-10} changed {head.ChangedAt:yyyy-MM-dd HH:mm:ss}"));
                if (heads.Count == 0) Console.WriteLine("There are no flows in the store.");
                return ExitCodes.Good;
            }
            if (await publisher.Store.FindAsync(whose, wanted, stop).ConfigureAwait(false) is not { } flow) return EventCommands.Refuse($"There is no flow {wanted} in the store; \"flow versions\" lists them.");
            foreach (var version in await publisher.Store.VersionsAsync(whose, wanted, stop).ConfigureAwait(false))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(version.Number == flow.InForce ? '*' : ' ')} {version.Number,5}  {version.PublishedAt:yyyy-MM-dd HH:mm:ss}  {version.By,-16} {version.Note}").TrimEnd());
            }
            if (flow.DraftRevision > 0) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  draft  revision {flow.DraftRevision}"));
            return ExitCodes.Good;
        }, cancellation));
        return command;
    }

    private static Command Show(Option<string?> config)
    {
        var (what, resource) = (new Argument<string>("NAME") { Description = "A flow in force; NAME@3 for a version, NAME@draft for the draft" }, EventCommands.ResourceOption());
        var command = new Command("show", "Write the document of a version") { what, resource };
        command.SetAction((parsed, cancellation) => WithPublisherAsync(parsed.GetValue(config), parsed.GetValue(resource), async (publisher, whose, stop) =>
        {
            if (await FindAsync(publisher, whose, parsed.GetRequiredValue(what), stop).ConfigureAwait(false) is not { } document) return ExitCodes.Refused;
            Console.Write(document.EndsWith('\n') ? document : document + "\n");
            return ExitCodes.Good;
        }, cancellation));
        return command;
    }

    private static Command Diff(Option<string?> config)
    {
        var before = new Argument<string>("BEFORE") { Description = "A file, or a flow of the store: NAME, NAME@3, NAME@draft" };
        var after = new Argument<string>("AFTER") { Description = "Another version of it" };
        var resource = EventCommands.ResourceOption();
        var command = new Command("diff", "Say what changed between two versions, node by node") { before, after, resource };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (left, right) = (parsed.GetRequiredValue(before), parsed.GetRequiredValue(after));
            if (File.Exists(left) && File.Exists(right)) return Compare(await File.ReadAllTextAsync(left, cancellation).ConfigureAwait(false), await File.ReadAllTextAsync(right, cancellation).ConfigureAwait(false));
            return await WithPublisherAsync(parsed.GetValue(config), parsed.GetValue(resource), async (publisher, whose, stop) =>
                await FindAsync(publisher, whose, left, stop).ConfigureAwait(false) is { } one && await FindAsync(publisher, whose, right, stop).ConfigureAwait(false) is { } other ? Compare(one, other) : ExitCodes.Refused, cancellation).ConfigureAwait(false);
        });
        return command;
    }

    private static int Compare(string before, string after)
    {
        var changes = FlowDiff.Compare(Encoding.UTF8.GetBytes(before), Encoding.UTF8.GetBytes(after));
        foreach (var change in changes) Console.WriteLine(change);
        if (changes.Count == 0) Console.WriteLine("Nothing changed.");
        return ExitCodes.Good;
    }

    /// <summary>The document of a file, or of NAME@WHICH; null, and a sentence on the console.</summary>
    private static async Task<string?> FindAsync(FlowPublisher publisher, ResourceId whose, string what, CancellationToken stop)
    {
        if (File.Exists(what)) return await File.ReadAllTextAsync(what, stop).ConfigureAwait(false);
        var at = what.IndexOf('@', StringComparison.Ordinal);
        if (await publisher.FindDocumentAsync(whose, at < 0 ? what : what[..at], at < 0 ? "" : what[(at + 1)..], stop).ConfigureAwait(false) is { } found) return found.Document;
        await Console.Error.WriteLineAsync($"There is no file and no flow {what}; \"flow versions\" lists the flows of the store.").ConfigureAwait(false);
        return null;
    }

    private static int Tell(string name, PublishOutcome outcome)
    {
        switch (outcome)
        {
            case PublishOutcome.InForce done:
                foreach (var note in done.Notes) Console.WriteLine($"note: {note}");
                Console.WriteLine(done.Version == 0 ? $"Flow {name} has no version in force any more." : $"Flow {name}: version {done.Version} is in force{(done.IsNew ? "" : " already")}.");
                return ExitCodes.Good;
            case PublishOutcome.Refused refused:
                foreach (var mistake in refused.Mistakes) Console.Error.WriteLine(mistake);
                return EventCommands.Refuse($"Nothing was changed: {name} has {refused.Mistakes.Count} mistakes.");
            case PublishOutcome.Missing missing: return EventCommands.Refuse(missing.Sentence);
            default: return ExitCodes.Refused;
        }
    }

    private static async Task<int> WithPublisherAsync(string? config, string? resource, Func<FlowPublisher, ResourceId, CancellationToken, Task<int>> act, CancellationToken cancellation)
    {
        if (!ResourceId.TryParse(resource, out var whose)) return EventCommands.Refuse($"\"{resource}\" is no name of a resource.");
        if (CommandSettings.Load(config, Console.Error) is not { } settings) return ExitCodes.BadSettings;
        Directory.CreateDirectory(settings.DataDirectory);
        var database = await settings.Storage.OpenAsync(TimeProvider.System, cancellation).ConfigureAwait(false);
        await using (database.ConfigureAwait(false)) return await act(await PublisherAsync(settings, database, cancellation).ConfigureAwait(false), whose, cancellation).ConfigureAwait(false);
    }

    private static async Task<FlowPublisher> PublisherAsync(GatewaySettings settings, Database database, CancellationToken cancellation)
    {
        NumberCatalogue.TryBuild(await new NumberStore(database).ListAsync(null, cancellation).ConfigureAwait(false), 0, out var numbers, out _);
        var folder = FlowFolder.Load(settings.Flows.Folder, FlowCatalogue.Empty).Catalogue;
        return FlowPublishing.Make(settings, new FlowStore(database), () => folder, () => numbers, static _ => Task.CompletedTask, TimeProvider.System);
    }
}
