using System.Globalization;
using System.Text.Json;
using Telephony.Domain.Addresses;
using Telephony.Domain.Numbers;
using Telephony.Numbers.Files;
using Telephony.Numbers.Orders;
using Telephony.Simulator.Numbers;

namespace Telephony.Host.Numbers;

/// <summary>The file of carriers of numbers, checked and typed. Without a file: the simulator sells.</summary>
internal sealed record NumbersPlan
{
    public required OrderOptions Orders { get; init; }

    /// <summary>Null: it sells none.</summary>
    public required SimulatorNumberOptions? Simulator { get; init; }

    public required NumberBlocks Own { get; init; }

    public static NumbersPlan Default { get; } = Of(new NumbersFile { Simulator = new SimulatorEntry() }, []);

    /// <summary>Null with at least one mistake, a sentence each, that begins with the field.</summary>
    public static NumbersPlan? Read(string path, out IReadOnlyList<string> mistakes)
    {
        var found = new List<string>();
        mistakes = found;
        try
        {
            var plan = Of(JsonSerializer.Deserialize(File.ReadAllBytes(path), NumbersJson.Default.NumbersFile) ?? new NumbersFile(), found);
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

    private static NumbersPlan Of(NumbersFile file, List<string> mistakes)
    {
        var words = file.Destination.Split(' ', 2, StringSplitOptions.TrimEntries);
        if (!Destination.TryCreate(words[0], words.Length > 1 ? words[1] : "", out var destination, out var why)) mistakes.Add($"destination: {why}.");
        if (file.QuarantineDays is not (>= 0 and <= 3650)) mistakes.Add($"quarantineDays is {file.QuarantineDays.ToString(CultureInfo.InvariantCulture)}: allowed are 0 to 3650.");
        var blocks = file.Own.Select((entry, at) => Block(entry, $"own[{at}]", mistakes)).OfType<NumberBlock>().ToList();
        for (var i = 0; i < blocks.Count; i++)
        {
            if (blocks.Take(i).FirstOrDefault(other => other.Range.Overlaps(blocks[i].Range)) is { } other) mistakes.Add($"own[{i}]: {blocks[i].Range} overlaps {other.Range}.");
        }
        return new NumbersPlan
        {
            Orders = new OrderOptions { Destination = destination, Quarantine = TimeSpan.FromDays(Math.Clamp(double.IsNaN(file.QuarantineDays) ? 0 : file.QuarantineDays, 0, 3650)) },
            Simulator = file.Simulator is { } simulator ? Simulate(simulator, mistakes) : null,
            Own = new NumberBlocks([.. blocks.Select(static block => block.Country).Distinct().Select(code => new NumberCountry(code, file.Own.FirstOrDefault(entry => entry.Country == code && entry.CountryName.Length > 0)?.CountryName ?? code))], blocks),
        };
    }

    private static SimulatorNumberOptions Simulate(SimulatorEntry entry, List<string> mistakes)
    {
        if (!Enum.TryParse<SimulatorManner>(entry.Manner, ignoreCase: true, out var manner) || !Enum.IsDefined(manner))
            mistakes.Add($"simulator.manner is \"{entry.Manner}\": allowed are {string.Join(", ", Enum.GetNames<SimulatorManner>().Select(static name => char.ToLowerInvariant(name[0]) + name[1..]))}.");
        if (entry.DelaySeconds is not (>= 0 and <= 600)) mistakes.Add("simulator.delaySeconds: allowed are 0 to 600.");
        return new SimulatorNumberOptions(manner, TimeSpan.FromSeconds(entry.DelaySeconds is >= 0 and <= 600 ? entry.DelaySeconds : 0));
    }

    private static NumberBlock? Block(OwnBlockEntry entry, string field, List<string> mistakes)
    {
        var before = mistakes.Count;
        if (!PhoneNumber.TryParse(entry.First, out var first)) mistakes.Add($"{field}.first: \"{entry.First}\" is no E.164 number.");
        if (!PhoneNumber.TryParse(entry.Last, out var last)) mistakes.Add($"{field}.last: \"{entry.Last}\" is no E.164 number.");
        if (entry.Country is not { Length: 2 } || !entry.Country.All(char.IsAsciiLetterUpper)) mistakes.Add($"{field}.country: an ISO 3166 code of two capital letters is needed, such as US.");
        NumberType? type = entry.Type switch { "geographic" => NumberType.Geographic, "tollFree" => NumberType.TollFree, "mobile" => NumberType.Mobile, _ => null };
        if (type is null) mistakes.Add($"{field}.type is \"{entry.Type}\": allowed are geographic, tollFree, mobile.");
        if (!CapabilityWords.TryRead(entry.Capabilities, out var capabilities, out var unknown)) mistakes.Add($"{field}.capabilities: \"{unknown}\" is not one of {CapabilityWords.Allowed}.");
        if (entry.Cost is < 0 or > 1_000_000) mistakes.Add($"{field}.cost: allowed are 0 to 1000000 a month.");
        if (entry.Currency is not { Length: 3 }) mistakes.Add($"{field}.currency: an ISO 4217 code of three letters is needed, such as USD.");
        if (mistakes.Count > before) return null;
        if (!NumberRange.TryCreate(first, last, out var range, out var why))
        {
            mistakes.Add($"{field}: {why}.");
            return null;
        }
        return new NumberBlock(range, entry.Country, type!.Value)      // read above
        {
            AreaCode = entry.AreaCode, Locality = entry.Locality.Length == 0 ? null : new NumberLocality(entry.Locality, entry.Division, entry.DivisionCode), Capabilities = capabilities,
            Cost = NumberCost.Of(entry.Cost, entry.Currency), NoResell = entry.NoResell,
        };
    }
}
