using System.CommandLine;
using System.Globalization;
using Telephony.Domain.Flows;
using Telephony.Domain.Identity;
using Telephony.Storage.Flows;

namespace Telephony.Host.Commands;

/// <summary><c>telephony flow figures NAME</c>: what each node did for its calls.</summary>
internal static class FlowFigureCommand
{
    public static Command Make(Option<string?> config)
    {
        var name = new Argument<string>("NAME") { Description = "A flow, of the store or of the folder" };
        var version = new Option<int?>("--version") { Description = "Of this version only", HelpName = "NUMBER" };
        var from = new Option<DateTimeOffset?>("--from") { Description = "From this hour on; without it, seven days back", HelpName = "TIME" };
        var until = new Option<DateTimeOffset?>("--until") { Description = "Before this hour; without it, now", HelpName = "TIME" };
        var resource = EventCommands.ResourceOption();
        var command = new Command("figures", "Show what each node did for its calls: entries, exits, callers who hung up there, time") { name, version, from, until, resource };
        command.SetAction((parsed, cancellation) => EventCommands.WithDatabaseAsync(parsed.GetValue(config), async (database, stop) =>
        {
            if (!ResourceId.TryParse(parsed.GetValue(resource), out var whose)) return EventCommands.Refuse($"\"{parsed.GetValue(resource)}\" is no name of a resource.");
            var end = parsed.GetValue(until) ?? TimeProvider.System.GetUtcNow();
            var query = new FlowFigureQuery(whose, parsed.GetRequiredValue(name), parsed.GetValue(version), parsed.GetValue(from) ?? end - TimeSpan.FromDays(7), end);
            var nodes = await new FlowHistoryStore(database).FiguresAsync(query, stop).ConfigureAwait(false);
            if (nodes.Count == 0)
            {
                Console.WriteLine($"No call was in flow {query.Flow} then.");
                return ExitCodes.Good;
            }
            Console.WriteLine($"{"node",-24} {"entries",8} {"left by caller",15} {"asked again",12} {"broke",6} {"ended",6} {"mean time",10}  exits");
            foreach (var node in nodes) Console.WriteLine(Line(node.Key.Node, node.Figures));
            return ExitCodes.Good;
        }, cancellation));
        return command;
    }

    private static string Line(string node, FlowFigures figures) => string.Create(
        CultureInfo.InvariantCulture,
        $"{node,-24} {figures.Entries,8} {figures.DropOffs,6} ({figures.DropOffShare,6:0.0%}) {figures.Retries,12} {figures.Errors,6} {figures.Ends,6} {figures.MeanTime.TotalSeconds,8:0.0} s  {string.Join(", ", figures.Exits.OrderByDescending(static exit => exit.Value).Select(static exit => string.Create(CultureInfo.InvariantCulture, $"{exit.Key} {exit.Value}")))}").TrimEnd();
}
