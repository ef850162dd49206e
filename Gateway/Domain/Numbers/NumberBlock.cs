namespace Telephony.Domain.Numbers;

/// <summary>Consecutive numbers that a carrier sells under the same terms.</summary>
/// <param name="Country">ISO 3166 alpha-2, upper case.</param>
public sealed record NumberBlock(NumberRange Range, string Country, NumberType Type)
{
    /// <summary>National, without trunk prefix; empty where the plan has none.</summary>
    public string AreaCode { get; init; } = "";

    /// <summary>Null: of no place.</summary>
    public NumberLocality? Locality { get; init; }

    public IReadOnlyList<NumberAssignment> Assignments { get; init; } = [NumberAssignment.Person, NumberAssignment.Application];

    public NumberCapabilities Capabilities { get; init; } = NumberCapabilities.Voice;

    public NumberCost Cost { get; init; }

    public bool NoResell { get; init; }
}
