using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telephony.Host.Numbers;

/// <summary>The file of carriers of numbers, as written; see docs/numbers.md. Unknown fields are mistakes. Setters, since init-only properties that are not written would lose their defaults.</summary>
internal sealed record NumbersFile
{
    /// <summary>Where calls to a bought number lead: a destination of numbers, with its target after a space. By default the resource's applications are told, as those of the service are.</summary>
    public string Destination { get; set; } = "app default";

    public double QuarantineDays { get; set; } = 30;

    /// <summary>Null: the simulator sells none.</summary>
    public SimulatorEntry? Simulator { get; set; }

    public IReadOnlyList<OwnBlockEntry> Own { get; set; } = [];
}

internal sealed record SimulatorEntry
{
    public string Manner { get; set; } = "byNumber";

    public double DelaySeconds { get; set; } = 3;
}

internal sealed record OwnBlockEntry
{
    public string First { get; set; } = "";

    public string Last { get; set; } = "";

    /// <summary>ISO 3166 alpha-2.</summary>
    public string Country { get; set; } = "";

    /// <summary>As the API's list of countries has it; empty: the code.</summary>
    public string CountryName { get; set; } = "";

    public string Type { get; set; } = "geographic";

    public string AreaCode { get; set; } = "";

    public string Locality { get; set; } = "";

    public string Division { get; set; } = "";

    public string DivisionCode { get; set; } = "";

    public string Capabilities { get; set; } = "voice";

    /// <summary>A month.</summary>
    public decimal Cost { get; set; }

    public string Currency { get; set; } = "USD";

    public bool NoResell { get; set; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(NumbersFile))]
internal sealed partial class NumbersJson : JsonSerializerContext;
