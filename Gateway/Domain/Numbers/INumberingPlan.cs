using Telephony.Domain.Addresses;

namespace Telephony.Domain.Numbers;

/// <summary>What a numbering plan says about a number.</summary>
/// <param name="Country">ISO 3166 alpha-2 code, "001" for codes that belong to no country, empty when unknown.</param>
/// <param name="Valid">The plan has such a number. Advice only: no call is refused for it.</param>
public readonly record struct NumberFacts(string Country, int CountryCode, bool Valid);

/// <summary>A number as people write it.</summary>
/// <param name="National">(425) 555-0123</param>
/// <param name="International">+1 425-555-0123</param>
/// <param name="Kind">What its plan says it is; null: its plan does not say, or has no such number.</param>
public readonly record struct NumberForms(string National, string International, OperatorNumberKind? Kind);

/// <summary>Knowledge about the world's numbering plans.</summary>
public interface INumberingPlan
{
    /// <summary>Reads what a person wrote or dialled ("0711 123-456", "(425) 555-0123", "+1 425 555 0123"). False if it is no possible number.</summary>
    /// <param name="country">ISO 3166 alpha-2 code of the place it was dialled at; empty: only international forms are read.</param>
    bool TryNormalise(string text, string country, out PhoneNumber number);

    NumberFacts Describe(PhoneNumber number);

    /// <summary>The number itself in both forms where its plan is not known.</summary>
    NumberForms Write(PhoneNumber number);
}
