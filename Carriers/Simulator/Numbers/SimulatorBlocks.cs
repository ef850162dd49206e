using System.Text.Json;
using System.Text.Json.Serialization;
using Telephony.Domain.Addresses;
using Telephony.Domain.Numbers;

namespace Telephony.Simulator.Numbers;

/// <summary>What the simulator sells: <c>blocks.json</c> beside this file, built in.</summary>
internal static class SimulatorBlocks
{
    public static NumberBlocks Read()
    {
        using var stream = typeof(SimulatorBlocks).Assembly.GetManifestResourceStream("blocks.json") ?? throw new InvalidOperationException("blocks.json is not built in.");
        var file = JsonSerializer.Deserialize(stream, BlocksJson.Default.BlocksFile) ?? throw new InvalidOperationException("blocks.json is empty.");
        return new NumberBlocks(
            [.. file.Countries.Select(static country => new NumberCountry(country.Code, country.Name))],
            [.. file.Countries.SelectMany(static country => country.Blocks.Select(block => ToBlock(country, block)))]);
    }

    private static NumberBlock ToBlock(CountryEntry country, BlockEntry block)
    {
        if (!NumberRange.TryCreate(PhoneNumber.Parse(block.First), PhoneNumber.Parse(block.Last), out var range, out var why)) throw new InvalidOperationException($"blocks.json: {why}.");
        var type = block.Type switch { "geographic" => NumberType.Geographic, "tollFree" => NumberType.TollFree, _ => NumberType.Mobile };
        return new NumberBlock(range, country.Code, type)
        {
            AreaCode = block.AreaCode,
            Locality = block.Locality.Length == 0 ? null : new NumberLocality(block.Locality, block.Division, block.DivisionCode),
            // Toll-free numbers are for services, as carriers have it.
            Assignments = type == NumberType.TollFree ? [NumberAssignment.Application] : [NumberAssignment.Person, NumberAssignment.Application],
            Capabilities = country.Capabilities[block.Type] == "voice sms" ? NumberCapabilities.All : NumberCapabilities.Voice,
            Cost = NumberCost.Of(country.Monthly[block.Type], country.Currency),
            NoResell = country.NoResell,
        };
    }
}

internal sealed record BlocksFile(IReadOnlyList<CountryEntry> Countries);

internal sealed record CountryEntry(string Code, string Name, string Currency, bool NoResell, IReadOnlyDictionary<string, decimal> Monthly, IReadOnlyDictionary<string, string> Capabilities, IReadOnlyList<BlockEntry> Blocks);

internal sealed record BlockEntry(string Type, string AreaCode, string First, string Last, string Locality = "", string Division = "", string DivisionCode = "");

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(BlocksFile))]
internal sealed partial class BlocksJson : JsonSerializerContext;
