using Telephony.Domain.Addresses;

namespace Telephony.Domain.Numbers;

/// <param name="Code">ISO 3166 alpha-2, upper case.</param>
public sealed record NumberCountry(string Code, string Name);

/// <summary>A town.</summary>
/// <param name="Division">State or province; empty where the carrier has none.</param>
/// <param name="DivisionCode">Its abbreviation: WA.</param>
public sealed record NumberLocality(string Name, string Division, string DivisionCode);

/// <summary>What a carrier sells in a country: a kind of number, what it can do at most, and its price.</summary>
public sealed record NumberOffering(NumberType Type, NumberAssignment Assignment, NumberCapabilities Capabilities, NumberCost Cost);

/// <summary>Which area codes are asked for; empty texts: any.</summary>
public sealed record AreaCodeQuery(string Country, NumberType Type)
{
    public string Locality { get; init; } = "";

    public string DivisionCode { get; init; } = "";
}

/// <summary>Which numbers are looked for.</summary>
/// <param name="Country">ISO 3166 alpha-2, upper case.</param>
/// <param name="Quantity">At most so many; from 1.</param>
public sealed record OfferQuery(string Country, NumberType Type, NumberAssignment Assignment, int Quantity)
{
    /// <summary>At least these.</summary>
    public NumberCapabilities Capabilities { get; init; } = NumberCapabilities.None;

    /// <summary>National, without trunk prefix: 425; empty: any.</summary>
    public string AreaCode { get; init; } = "";

    /// <summary>E.164 beginnings, <c>+1425555</c>; the number has one of them. Empty: any.</summary>
    public IReadOnlyList<string> Prefixes { get; init; } = [];

    /// <summary>Numbers that are spoken for here (held, owned, in quarantine): not to be offered. A carrier that offers many looks further instead. Cheap; from any thread.</summary>
    public Func<PhoneNumber, bool> IsTaken { get; init; } = static _ => false;
}

/// <summary>A number that a carrier would sell at this moment. It is not held for us there.</summary>
public sealed record NumberOffer(PhoneNumber Number, string Country, NumberType Type, NumberAssignment Assignment, NumberCapabilities Capabilities, NumberCost Cost)
{
    /// <summary>The carrier sells it only to who agrees not to sell it on.</summary>
    public bool NoResell { get; init; }
}

/// <summary>What a carrier says to a question that changes nothing.</summary>
public abstract record ShopAnswer<T>
{
    private ShopAnswer()
    {
    }

    /// <summary>An empty list is an answer too: it sells none.</summary>
    public sealed record Known(T Value) : ShopAnswer<T>;

    /// <summary>It did not answer, or not usefully; a sentence for people. The question may be asked again.</summary>
    public sealed record Silent(string Why) : ShopAnswer<T>;
}
