using System.Text.Json;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Messaging.OptOuts;
using Telephony.Messaging.Outbox;
using Telephony.Messaging.Sending;
using Telephony.Simulator;

namespace Telephony.Host.Messaging;

/// <summary>The file of carriers and senders, checked and typed. Without a file: the simulator takes the messages of every number.</summary>
internal sealed record MessagingPlan
{
    /// <summary>Beside the simulator.</summary>
    public required IReadOnlyList<CarrierPlan> Carriers { get; init; }

    public required IReadOnlyList<SenderRoute> Routes { get; init; }

    public required IReadOnlyList<SenderName> Names { get; init; }

    public required OptOutWords Words { get; init; }

    public required OptOutReplies Replies { get; init; }

    public static MessagingPlan Default { get; } = Of(new MessagingFile(), []);

    /// <summary>Null with at least one mistake, a sentence each, that begins with the field.</summary>
    public static MessagingPlan? Read(string path, out IReadOnlyList<string> mistakes)
    {
        var found = new List<string>();
        mistakes = found;
        try
        {
            var file = JsonSerializer.Deserialize(File.ReadAllBytes(path), MessagingJson.Default.MessagingFile) ?? new MessagingFile();
            var plan = Of(file, found);
            return found.Count == 0 ? plan : null;
        }
        catch (JsonException wrong)
        {
            found.Add($"{wrong.Path ?? "$"} (line {(wrong.LineNumber ?? 0) + 1}): {wrong.Message.Split(" Path:", 2)[0]}");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            found.Add(unreadable.Message);
        }
        return null;
    }

    private static MessagingPlan Of(MessagingFile file, List<string> mistakes)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { SimulatedMessages.Name };
        var carriers = file.Carriers.Select((entry, at) => Carrier(entry, $"carriers[{at}]", names, mistakes)).OfType<CarrierPlan>().ToList();
        foreach (var twice in carriers.OfType<CarrierPlan.Sip>().GroupBy(static carrier => carrier.Options.Trunk, StringComparer.OrdinalIgnoreCase).Where(static group => group.Count() > 1)) mistakes.Add($"carriers: trunk {twice.Key} is named by {twice.Count()} carriers; one is allowed.");
        return new MessagingPlan
        {
            Carriers = carriers,
            Routes = file.Routes.Count == 0 ? [new SenderRoute("", carriers.Count > 0 ? [.. carriers.Select(static carrier => carrier.Name)] : [SimulatedMessages.Name])] : [.. file.Routes.Select((entry, at) => Route(entry, $"routes[{at}]", names, mistakes))],
            Names = [.. file.Senders.Select((entry, at) => Sender(entry, $"senders[{at}]", names, mistakes)).OfType<SenderName>()],
            Words = new OptOutWords(file.OptOut.Stop, file.OptOut.Start, file.OptOut.Help),
            Replies = RepliesOf(file.OptOut),
        };
    }

    private static CarrierPlan? Carrier(CarrierEntry entry, string field, HashSet<string> names, List<string> mistakes)
    {
        if (entry.Name.Length > 0 && !names.Add(entry.Name)) mistakes.Add($"{field}.name: there is a carrier {entry.Name} already.");
        if (entry.InDoubt is not ("atMostOnce" or "atLeastOnce")) mistakes.Add($"{field}.inDoubt is \"{entry.InDoubt}\": allowed are atMostOnce and atLeastOnce.");
        if (CarrierPlan.Of(entry) is not [var plan])
        {
            mistakes.Add($"{field}: what it is must be said, once; there are smpp, twilio and sip.");
            return null;
        }
        mistakes.AddRange(plan.Validate().Select(why => $"{field}: {why}"));
        return plan;
    }

    private static SenderRoute Route(RouteEntry entry, string field, HashSet<string> names, List<string> mistakes)
    {
        if (entry.Prefix.Length > 0 && (entry.Prefix[0] != '+' || !entry.Prefix[1..].All(char.IsAsciiDigit))) mistakes.Add($"{field}.prefix is \"{entry.Prefix}\": allowed is '+' with the first digits of a number, or nothing.");
        CheckCarriers(entry.Carriers, $"{field}.carriers", names, mistakes);
        CheckPace(entry.PerSecond, field, mistakes);
        return new SenderRoute(entry.Prefix, entry.Carriers, entry.PerSecond);
    }

    private static SenderName? Sender(SenderEntry entry, string field, HashSet<string> names, List<string> mistakes)
    {
        CheckCarriers(entry.Carriers, $"{field}.carriers", names, mistakes);
        CheckPace(entry.PerSecond, field, mistakes);
        if (!ResourceId.TryParse(entry.Resource, out var resource)) mistakes.Add($"{field}.resource is \"{entry.Resource}\": allowed are 1 to {ResourceId.LongestText} of a-z, 0-9, '-' and '_'.");
        if (!MessageAddress.TryParse(entry.Sender, out var address, out var why)) mistakes.Add($"{field}.sender: {why}.");
        else if (address.Kind == MessageAddressKind.E164) mistakes.Add($"{field}.sender: numbers stand in the inventory; here are short codes and names.");
        return address.IsNone ? null : new SenderName(address, resource, entry.Carriers, entry.PerSecond);
    }

    private static void CheckPace(double perSecond, string field, List<string> mistakes)
    {
        if (perSecond is not (0 or (>= 0.01 and <= 100_000))) mistakes.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{field}.perSecond is {perSecond}: allowed are 0 (no limit) and 0.01 to 100000."));
    }

    private static void CheckCarriers(IReadOnlyList<string> carriers, string field, HashSet<string> names, List<string> mistakes)
    {
        if (carriers.Count == 0) mistakes.Add($"{field}: at least one carrier is needed; there are {string.Join(", ", names)}.");
        mistakes.AddRange(carriers.Where(name => !names.Contains(name)).Select(name => $"{field} names {name}, which there is not; there are {string.Join(", ", names)}."));
    }

    private static OptOutReplies RepliesOf(OptOutEntry entry)
    {
        var usual = new OptOutReplies();
        return new OptOutReplies { Stop = entry.StopReply ?? usual.Stop, Start = entry.StartReply ?? usual.Start, Help = entry.HelpReply ?? usual.Help };
    }
}
