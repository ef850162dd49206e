using System.CommandLine;
using System.Globalization;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Host.Settings;
using Telephony.Storage.Databases;
using Telephony.Storage.Events;

namespace Telephony.Host.Commands;

/// <summary><c>telephony events dead|waiting|replay|watch</c>, and <c>events subscriptions …</c>. A running gateway takes a change over by itself within seconds.</summary>
internal static class EventCommands
{
    private const int MostListed = 1000;

    public static Command Make(Option<string?> config) => new("events", "Events of the REST API: who is told of them, and what could not be delivered")
    {
        SubscriptionCommands.Make(config), List(config, "dead", "List events that could not be delivered", EventDeliveryState.Dead), List(config, "waiting", "List events that wait to be sent, again or for the first time", EventDeliveryState.Waiting),
        Replay(config), Watch(config),
    };

    internal static Option<string> ResourceOption() => new("--resource") { Description = "As \"resources list\" shows it", HelpName = "NAME", DefaultValueFactory = static _ => ResourceId.Default.Value };

    internal static Task<int> WithDatabaseAsync(string? config, Func<Database, CancellationToken, Task<int>> act, CancellationToken cancellation) => WithDatabaseAsync(config, (_, database, stop) => act(database, stop), cancellation);

    internal static async Task<int> WithDatabaseAsync(string? config, Func<GatewaySettings, Database, CancellationToken, Task<int>> act, CancellationToken cancellation)
    {
        if (CommandSettings.Load(config, Console.Error) is not { } settings) return ExitCodes.BadSettings;
        Directory.CreateDirectory(settings.DataDirectory);
        await using var database = await settings.Storage.OpenAsync(TimeProvider.System, cancellation).ConfigureAwait(false);
        return await act(settings, database, cancellation).ConfigureAwait(false);
    }

    internal static int Refuse(string sentence)
    {
        Console.Error.WriteLine(sentence);
        return ExitCodes.Refused;
    }

    private static Command List(Option<string?> config, string name, string description, EventDeliveryState state)
    {
        var subscription = new Option<string?>("--subscription") { Description = "Of this one only", HelpName = "NAME" };
        var resource = new Option<string?>("--resource") { Description = "Of this resource only", HelpName = "NAME" };
        var command = new Command(name, description) { subscription, resource };
        command.SetAction((parsed, cancellation) => WithDatabaseAsync(parsed.GetValue(config), async (database, stop) =>
        {
            ResourceId? of = null;
            if (parsed.GetValue(resource) is { } text)
            {
                if (!ResourceId.TryParse(text, out var id)) return Refuse($"\"{text}\" is no name of a resource.");
                of = id;
            }
            var lines = await new EventStore(database).ListAsync(of, parsed.GetValue(subscription), state, MostListed, stop).ConfigureAwait(false);
            foreach (var line in lines)
            {
                var due = state == EventDeliveryState.Waiting && line.Attempts > 0 ? string.Create(CultureInfo.InvariantCulture, $"again at {line.DueAt:HH:mm:ss}: ") : "";
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{line.Event.Id:D}  {line.Event.At:yyyy-MM-dd HH:mm:ss}  {line.Event.Resource,-12} {line.Subscription,-16} {line.Event.Type,-44} {line.Event.Subject,-28} {line.Attempts} attempts  {due}{line.Why}").TrimEnd());
            }
            if (lines.Count == 0) Console.WriteLine("There are none.");
            return ExitCodes.Good;
        }, cancellation));
        return command;
    }

    private static Command Replay(Option<string?> config)
    {
        var subscription = new Argument<string>("SUBSCRIPTION");
        var which = new Option<string?>("--event") { Description = "This one only, by its id; else all", HelpName = "ID" };
        var resource = ResourceOption();
        var command = new Command("replay", "Send events again that could not be delivered, under their old ids") { subscription, which, resource };
        command.SetAction((parsed, cancellation) => WithDatabaseAsync(parsed.GetValue(config), async (database, stop) =>
        {
            Guid? one = null;
            if (parsed.GetValue(which) is { } text)
            {
                if (!EventIds.TryParse(text, out var id)) return Refuse($"\"{text}\" is no id of an event; \"events dead\" shows them.");
                one = id;
            }
            if (await SubscriptionCommands.FindAsync(database, parsed.GetRequiredValue(resource), parsed.GetRequiredValue(subscription), stop).ConfigureAwait(false) is not { } found) return ExitCodes.Refused;
            var count = await new EventStore(database).ReplayAsync(found.Resource, found.Name, one, found.Life, TimeProvider.System.GetUtcNow(), stop).ConfigureAwait(false);
            if (count == 0) return Refuse($"No event of {found.Name} is dead{(one is null ? "" : " by that id")}.");
            Console.WriteLine($"{count} events are sent again.");
            return ExitCodes.Good;
        }, cancellation));
        return command;
    }

    private static Command Watch(Option<string?> config)
    {
        var command = new Command("watch", "Show events of the running gateway as they happen, as JSON, one a line, until Ctrl-C");
        command.SetAction((parsed, cancellation) => ControlCommands.FollowAsync(parsed.GetValue(config), "control/events", static line => line.StartsWith("data: ", StringComparison.Ordinal) ? line[6..] : null, cancellation));
        return command;
    }
}
