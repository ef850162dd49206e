using System.CommandLine;
using System.Globalization;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Events.Webhooks;
using Telephony.Host.Settings;
using Telephony.Storage.Databases;
using Telephony.Storage.Events;
using Telephony.Storage.Resources;

namespace Telephony.Host.Commands;

/// <summary><c>telephony events subscriptions list|add|show|ask|remove</c>.</summary>
internal static class SubscriptionCommands
{
    private const int MostConcurrency = 256;
    private const int MostBatch = 1000;
    private const int MostAttempts = 1000;
    private const int MostMinutes = 7 * 24 * 60;

    public static Command Make(Option<string?> config) => new("subscriptions", "Webhooks that are sent events") { List(config), Add(config), Show(config), Ask(config), Remove(config) };

    /// <summary>Says so where there is none.</summary>
    internal static async Task<EventSubscription?> FindAsync(Database database, string resource, string name, CancellationToken cancellation)
    {
        var found = (await new SubscriptionStore(database).ListAsync(cancellation).ConfigureAwait(false)).FirstOrDefault(one => one.Resource.Value == resource && one.Name == name);
        if (found is null) EventCommands.Refuse($"{resource} has no subscription {name}; \"events subscriptions list\" shows them.");
        return found;
    }

    private static Command List(Option<string?> config)
    {
        var list = new Command("list", "List the subscriptions of all resources, and how many events wait");
        list.SetAction((parsed, cancellation) => EventCommands.WithDatabaseAsync(parsed.GetValue(config), static async (database, stop) =>
        {
            var counts = (await new EventStore(database).CountAsync(stop).ConfigureAwait(false)).ToDictionary(static count => (count.Resource, count.Subscription));
            foreach (var one in await new SubscriptionStore(database).ListAsync(stop).ConfigureAwait(false))
            {
                var count = counts.GetValueOrDefault((one.Resource, one.Name));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{one.Resource,-12} {one.Name,-16} {one.State,-15} {one.Schema,-11} {one.Place}  {count?.Waiting ?? 0} waiting, {count?.Dead ?? 0} dead  {one.StateWhy}").TrimEnd());
            }
            return ExitCodes.Good;
        }, cancellation));
        return list;
    }

    private static Command Add(Option<string?> config)
    {
        var name = new Argument<string>("NAME") { Description = "1 to 64 of letters, digits, '-', '_' and '.'" };
        var url = new Argument<string>("URL") { Description = "https, or http on this machine" };
        var schema = new Option<EventSchema>("--schema") { Description = "EventGrid or CloudEvents", DefaultValueFactory = static _ => EventSchema.EventGrid };
        var types = new Option<string[]>("--type") { Description = "Events of this type only, such as Microsoft.Communication.SMSReceived; may be given several times", HelpName = "TYPE" };
        var begins = new Option<string>("--subject-begins") { HelpName = "TEXT", DefaultValueFactory = static _ => "" };
        var ends = new Option<string>("--subject-ends") { HelpName = "TEXT", DefaultValueFactory = static _ => "" };
        var ordered = new Option<bool>("--ordered") { Description = "Events of one subject one after the other, in the order in which they happened" };
        var proof = new Option<WebhookProof>("--proof") { Description = "By what the endpoint knows us: None, Hmac (a shared secret) or Jwt (our published keys)", DefaultValueFactory = static _ => WebhookProof.None };
        var secret = new Option<string?>("--secret") { Description = "For Hmac: whsec_BASE64 of 24 to 64 bytes; without it, one is made", HelpName = "SECRET" };
        var audience = new Option<string>("--audience") { Description = "For Jwt: for whom tokens are; without it, the resource's immutable id", HelpName = "TEXT", DefaultValueFactory = static _ => "" };
        var life = Bounded("--life", "Minutes until an event that was not delivered is dead", (int)EventSubscription.UsualLife.TotalMinutes, MostMinutes);
        var attempts = Bounded("--attempts", "The most attempts", EventSubscription.UsualAttempts, MostAttempts);
        var concurrency = Bounded("--concurrency", "Requests under way at once", EventSubscription.UsualConcurrency, MostConcurrency);
        var batch = Bounded("--batch", "The most events of one request", 1, MostBatch);
        var (resource, wait) = (EventCommands.ResourceOption(), ConsentWait.Option());
        var add = new Command("add", "Have events sent to a webhook; it is asked whether it wants them") { name, url, schema, types, begins, ends, ordered, proof, secret, audience, life, attempts, concurrency, batch, resource, wait };
        add.SetAction((parsed, cancellation) => EventCommands.WithDatabaseAsync(parsed.GetValue(config), async (settings, database, stop) =>
        {
            if (!EventSubscription.IsName(parsed.GetRequiredValue(name))) return EventCommands.Refuse($"NAME: \"{parsed.GetRequiredValue(name)}\" cannot be one; allowed are 1 to {EventSubscription.LongestName} of letters, digits, '-', '_' and '.'.");
            if (!WebhookAddress.TryParse(parsed.GetRequiredValue(url), out var address, out var why)) return EventCommands.Refuse($"URL: {why}.");
            var (way, key) = (parsed.GetValue(proof), WebhookSecret.None);
            if (parsed.GetValue(secret) is { } given)
            {
                if (!WebhookSecret.TryParse(given, out key)) return EventCommands.Refuse($"--secret: allowed is whsec_ with {WebhookSecret.LeastBytes} to {WebhookSecret.MostBytes} bytes in base64.");
                way = WebhookProof.Hmac;
            }
            else if (way == WebhookProof.Hmac) key = WebhookSecret.Make();
            if (!ResourceId.TryParse(parsed.GetRequiredValue(resource), out var owner) || !(await new ResourceStore(database).ListAsync(stop).ConfigureAwait(false)).Any(known => known.Name == owner)) return EventCommands.Refuse($"There is no resource {parsed.GetRequiredValue(resource)}; \"resources list\" shows them.");
            var made = new EventSubscription
            {
                Resource = owner, Name = parsed.GetRequiredValue(name), Url = address, Schema = parsed.GetValue(schema), Filter = new EventFilter(parsed.GetValue(types) ?? [], parsed.GetRequiredValue(begins), parsed.GetRequiredValue(ends)),
                IsOrdered = parsed.GetValue(ordered), Proof = way, Secret = key, Audience = parsed.GetRequiredValue(audience), Life = TimeSpan.FromMinutes(parsed.GetValue(life)), MostAttempts = parsed.GetValue(attempts),
                Concurrency = parsed.GetValue(concurrency), BatchSize = parsed.GetValue(batch), Code = Guid.NewGuid(), CreatedAt = TimeProvider.System.GetUtcNow(),
            };
            if (!await new SubscriptionStore(database).AddAsync(made, stop).ConfigureAwait(false)) return EventCommands.Refuse($"{owner} has a subscription {made.Name} already: remove it first.");
            Console.WriteLine($"{made.Name}: events of {owner} go to {made.Place} once it has agreed.");
            if (!key.IsNone) Console.WriteLine($"Secret     {key.Reveal()}");
            Console.WriteLine(await ConsentWait.SayAsync(settings, database, made, parsed.GetValue(wait), stop).ConfigureAwait(false));
            return ExitCodes.Good;
        }, cancellation));
        return add;
    }

    private static Option<int> Bounded(string name, string description, int usual, int most)
    {
        var option = new Option<int>(name) { Description = FormattableString.Invariant($"{description}, 1 to {most}"), HelpName = "N", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var value && (value < 1 || value > most)) result.AddError(FormattableString.Invariant($"{name} is {value}: allowed are 1 to {most}."));
        });
        return option;
    }

    private static Command Show(Option<string?> config) => One(config, "show", "Show a subscription with its secret", static (_, _, _, one, _) =>
    {
        Console.WriteLine($"Name       {one.Name}  ({one.Resource}, {one.State}{(one.StateWhy.Length > 0 ? $": {one.StateWhy}" : "")})");
        Console.WriteLine($"URL        {one.Url.OriginalString}");
        Console.WriteLine($"Schema     {one.Schema}{(one.IsOrdered ? ", ordered by subject" : "")}");
        Console.WriteLine($"Filter     {(one.Filter.Types.Count == 0 ? "all types" : string.Join(", ", one.Filter.Types))}{(one.Filter.SubjectBegins.Length > 0 ? $", subject begins with {one.Filter.SubjectBegins}" : "")}{(one.Filter.SubjectEnds.Length > 0 ? $", subject ends with {one.Filter.SubjectEnds}" : "")}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Delivery   {one.Life.TotalMinutes:0} min, {one.MostAttempts} attempts, {one.Concurrency} at once, {one.BatchSize} a request"));
        Console.WriteLine($"Proof      {one.Proof}{(one.Audience.Length > 0 ? $" for {one.Audience}" : "")}");
        if (!one.Secret.IsNone) Console.WriteLine($"Secret     {one.Secret.Reveal()}");
        return Task.FromResult(ExitCodes.Good);
    });

    private static Command Ask(Option<string?> config)
    {
        var wait = ConsentWait.Option();
        return One(config, "ask", "Ask the endpoint again whether it wants events", async (parsed, settings, database, one, stop) =>
        {
            await new SubscriptionStore(database).SetStateAsync(one.Resource, one.Name, one.Code, SubscriptionState.New, "", stop).ConfigureAwait(false);
            Console.WriteLine($"{one.Name} is asked again.");
            Console.WriteLine(await ConsentWait.SayAsync(settings, database, one, parsed.GetValue(wait), stop).ConfigureAwait(false));
            return ExitCodes.Good;
        }, wait);
    }

    private static Command Remove(Option<string?> config) => One(config, "remove", "Remove a subscription; what waits for it, and what is dead, goes with it", static async (_, _, database, one, stop) =>
    {
        await new SubscriptionStore(database).RemoveAsync(one.Resource, one.Name, stop).ConfigureAwait(false);
        Console.WriteLine($"{one.Name} is removed.");
        return ExitCodes.Good;
    });

    private static Command One(
        Option<string?> config, string verb, string description, Func<ParseResult, GatewaySettings, Database, EventSubscription, CancellationToken, Task<int>> act, params ReadOnlySpan<Option> further)
    {
        var name = new Argument<string>("NAME");
        var resource = EventCommands.ResourceOption();
        var command = new Command(verb, description) { name, resource };
        foreach (var option in further) command.Add(option);
        command.SetAction((parsed, cancellation) => EventCommands.WithDatabaseAsync(parsed.GetValue(config), async (settings, database, stop) =>
            await FindAsync(database, parsed.GetRequiredValue(resource), parsed.GetRequiredValue(name), stop).ConfigureAwait(false) is { } found ? await act(parsed, settings, database, found, stop).ConfigureAwait(false) : ExitCodes.Refused, cancellation));
        return command;
    }
}
