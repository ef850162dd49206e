using System.CommandLine;
using System.Globalization;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberOrders;
using Telephony.Domain.Numbers;
using Telephony.Host.Settings;
using Telephony.Numbers.Files;
using Telephony.Storage.Databases;
using Telephony.Storage.NumberOrders;
using Telephony.Storage.Numbers;

namespace Telephony.Host.Commands;

/// <summary><c>telephony numbers list|set|usage|held|free</c>: the inventory, and what was done with it. Of the store, whether a gateway runs or not; one that runs sees a change within seconds.</summary>
internal static class NumberListCommands
{
    public static IEnumerable<Command> All(Option<string?> config) => [List(config), Set(config), Usage(config), Held(config), Free(config), .. OrderCommands.All(config)];

    private static Command List(Option<string?> config)
    {
        var resource = ResourceOption();
        var command = new Command("list", "List numbers: where calls lead, what they can do, whose they are, what they cost a month") { resource };
        command.SetAction((parsed, cancellation) => WithStoreAsync(parsed.GetValue(config), parsed.GetValue(resource), async (database, wanted) =>
        {
            var records = await new NumberStore(database).ListAsync(wanted, cancellation).ConfigureAwait(false);
            foreach (var record in records) Console.WriteLine(Line(record));
            if (records.Count == 0) Console.WriteLine("There are no numbers.");
            foreach (var cost in Sums(records)) Console.WriteLine($"Cost a month: {cost}");
            return ExitCodes.Good;
        }, cancellation));
        return command;
    }

    private static Command Set(Option<string?> config)
    {
        var number = new Argument<string>("NUMBER") { Description = "As \"numbers list\" shows it; of a block its first number" };
        var destination = new Option<string?>("--destination") { Description = $"Where calls lead: one of {string.Join(", ", Destination.Kinds)}", HelpName = "KIND" };
        var target = new Option<string?>("--target") { Description = "What the destination needs: a file, a user, a flow, an application, a bot", HelpName = "NAME" };
        var label = new Option<string?>("--label") { Description = "For people", HelpName = "TEXT" };
        var owner = new Option<string?>("--owner") { Description = "Who pays for it or uses it", HelpName = "TEXT" };
        var command = new Command("set", "Change where calls to a number lead, its label or its owner; what is not named stays") { number, destination, target, label, owner };
        command.SetAction((parsed, cancellation) => WithStoreAsync(parsed.GetValue(config), null, async (database, _) =>
        {
            var store = new NumberStore(database);
            if (await FindAsync(store, parsed.GetRequiredValue(number), cancellation).ConfigureAwait(false) is not { } record) return Say($"{parsed.GetRequiredValue(number)}: there is no such number.");
            var leads = record.Destination;
            if (parsed.GetValue(destination) is { } kind && !Destination.TryCreate(kind, parsed.GetValue(target) ?? "", out leads, out var why)) return Say($"{why}.");
            if (parsed.GetValue(destination) is null && parsed.GetValue(target) is not null) return Say("--target needs --destination.");
            record = record with { Destination = leads, Label = parsed.GetValue(label) ?? record.Label, Owner = parsed.GetValue(owner) ?? record.Owner };
            if (record.Label.Length > NumberRecord.LongestText || record.Owner.Length > NumberRecord.LongestText) return Say($"Label and owner have at most {NumberRecord.LongestText} characters.");
            await store.UpsertAsync([record], cancellation).ConfigureAwait(false);
            Console.WriteLine(Line(record));
            return ExitCodes.Good;
        }, cancellation));
        return command;
    }

    private static Command Usage(Option<string?> config)
    {
        var resource = ResourceOption();
        var days = new Option<double>("--days") { Description = "How far back", HelpName = "DAYS", DefaultValueFactory = static _ => 30 };
        var command = new Command("usage", "Count calls, minutes and messages of each number that was used") { resource, days };
        command.SetAction((parsed, cancellation) => WithStoreAsync(parsed.GetValue(config), parsed.GetValue(resource), async (database, wanted) =>
        {
            if (parsed.GetValue(days) is not (> 0 and <= 36_500)) return Say("--days: more than 0 and at most 36500 are allowed.");
            var now = TimeProvider.System.GetUtcNow();
            var used = await new NumberUsageStore(database).CountAsync(wanted, now - TimeSpan.FromDays(parsed.GetValue(days)), now, cancellation).ConfigureAwait(false);
            Console.WriteLine($"{"number",-17} {"calls in",9} {"out",9} {"minutes",10} {"texts in",9} {"out",9}");
            foreach (var one in used)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{one.Number,-17} {one.CallsIn,9} {one.CallsOut,9} {one.Talked.TotalMinutes,10:0.0} {one.MessagesIn,9} {one.MessagesOut,9}"));
            return ExitCodes.Good;
        }, cancellation));
        return command;
    }

    private static Command Held(Option<string?> config)
    {
        var command = new Command("held", "List numbers that nobody can have at the moment: reserved, on order, or in quarantine");
        command.SetAction((parsed, cancellation) => WithStoreAsync(parsed.GetValue(config), null, async (database, _) =>
        {
            var claims = await new NumberOrderStore(database).ListClaimsAsync(TimeProvider.System.GetUtcNow(), cancellation).ConfigureAwait(false);
            foreach (var claim in claims)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{claim.Number,-17} {claim.Kind,-11} {claim.Resource,-20} {(claim.Kind == NumberClaimKind.Ordered ? "" : $"until {claim.Until:yyyy-MM-dd HH:mm}")}").TrimEnd());
            if (claims.Count == 0) Console.WriteLine("All numbers are free.");
            return ExitCodes.Good;
        }, cancellation));
        return command;
    }

    private static Command Free(Option<string?> config)
    {
        var number = new Argument<string>("NUMBER") { Description = "In quarantine, as \"numbers held\" shows it" };
        var command = new Command("free", "End the quarantine of a number: it may be sold again") { number };
        command.SetAction((parsed, cancellation) => WithStoreAsync(parsed.GetValue(config), null, async (database, _) =>
        {
            if (!PhoneNumber.TryParse(parsed.GetRequiredValue(number), out var wanted)) return Say($"{parsed.GetRequiredValue(number)} is no E.164 number.");
            if (!await new NumberOrderStore(database).EndQuarantineAsync(wanted, cancellation).ConfigureAwait(false)) return Say($"{wanted} is not in quarantine.");
            Console.WriteLine($"{wanted} may be sold again.");
            return ExitCodes.Good;
        }, cancellation));
        return command;
    }

    internal static Option<string?> ResourceOption() => new("--resource") { Description = "Of this resource only", HelpName = "NAME" };

    private static async Task<NumberRecord?> FindAsync(NumberStore store, string text, CancellationToken cancellation) => PhoneNumber.TryParse(text, out var number)
        ? (await store.ListAsync(null, cancellation).ConfigureAwait(false)).FirstOrDefault(record => record.Range.First == number) : null;

    private static IEnumerable<NumberCost> Sums(IEnumerable<NumberRecord> records) => records.Where(static record => record.Purchase is { Cost.IsKnown: true })
        .GroupBy(static record => record.Purchase!.Cost.Currency).Select(static group => new NumberCost(group.Sum(static record => record.Purchase!.Cost.Micros), group.Key)).OrderBy(static sum => sum.Currency, StringComparer.Ordinal);      // just looked at

    private static string Line(NumberRecord record)
    {
        var line = $"{record.Range,-17} {record.Resource,-12} {record.Destination,-24} {CapabilityWords.Write(record.Capabilities),-32}";
        if (record.Purchase is { } bought) line += string.Create(CultureInfo.InvariantCulture, $" {bought.Carrier} since {bought.At:yyyy-MM-dd}, {bought.Cost}");
        if (record.Label.Length > 0) line += $" \"{record.Label}\"";
        return (record.Owner.Length > 0 ? $"{line} of {record.Owner}" : line).TrimEnd();
    }

    private static Task<int> WithStoreAsync(string? config, string? resource, Func<Database, ResourceId?, Task<int>> act, CancellationToken cancellation) =>
        WithStoreAsync(config, resource, (_, database, wanted) => act(database, wanted), cancellation);

    internal static async Task<int> WithStoreAsync(string? config, string? resource, Func<GatewaySettings, Database, ResourceId?, Task<int>> act, CancellationToken cancellation)
    {
        if (CommandSettings.Load(config, Console.Error) is not { } settings) return ExitCodes.BadSettings;
        ResourceId? wanted = null;
        if (resource is not null)
        {
            if (!ResourceId.TryParse(resource, out var named)) return Say($"--resource {resource} is no name of a resource.");
            wanted = named;
        }
        Directory.CreateDirectory(settings.DataDirectory);
        var database = await settings.Storage.OpenAsync(TimeProvider.System, cancellation).ConfigureAwait(false);
        await using (database.ConfigureAwait(false)) return await act(settings, database, wanted).ConfigureAwait(false);
    }

    internal static int Say(string sentence)
    {
        Console.Error.WriteLine(sentence);
        return ExitCodes.Refused;
    }
}
