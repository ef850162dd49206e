using System.Diagnostics.CodeAnalysis;
using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Domain.Numbers;

namespace Telephony.Api.PhoneNumbers;

/// <summary>What can be bought where: countries, localities, area codes, offerings. Names are those of the carriers, in English.</summary>
internal static class AvailabilityOperations
{
    public static void MapAvailability(this ApiArea area, PhoneNumberServices numbers) => area
        .Get("/availablePhoneNumbers/countries", "PhoneNumbers_ListAvailableCountries", call => CountriesAsync(call, numbers))
        .Get("/availablePhoneNumbers/countries/{country}/localities", "PhoneNumbers_ListAvailableLocalities", call => LocalitiesAsync(call, numbers))
        .Get("/availablePhoneNumbers/countries/{country}/areaCodes", "PhoneNumbers_ListAreaCodes", call => AreaCodesAsync(call, numbers))
        .Get("/availablePhoneNumbers/countries/{country}/offerings", "PhoneNumbers_ListOfferings", call => OfferingsAsync(call, numbers));

    /// <summary>Reads a country of the path: two letters, in capitals then.</summary>
    public static bool TryCountry(ApiCall call, out string country, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        country = call.Route("country").ToUpperInvariant();
        refused = country.Length == 2 && country.All(char.IsAsciiLetterUpper) ? null : ApiErrors.BadField("countryCode", "allowed is an ISO 3166 code of two letters, such as US");
        return refused is null;
    }

    private static async ValueTask<ApiAnswer> CountriesAsync(ApiCall call, PhoneNumberServices numbers)
    {
        if (!ListPage.TryRead(call, "maxPageSize", out var page, out var refused)) return refused;
        if (await numbers.Shop.CountriesAsync(call.Cancellation).ConfigureAwait(false) is not ShopAnswer<IReadOnlyList<NumberCountry>>.Known known) return PhoneNumberErrors.Silent("");
        var part = page.Of(known.Value).Select(static country => new CountryWire(country.Name, country.Code));
        return ApiAnswer.Ok(new CountriesWire([.. part], page.NextLink(call, known.Value.Count)), PhoneNumberJson.Default.CountriesWire);
    }

    private static async ValueTask<ApiAnswer> LocalitiesAsync(ApiCall call, PhoneNumberServices numbers)
    {
        if (!TryCountry(call, out var country, out var refused) || !ListPage.TryRead(call, "maxPageSize", out var page, out refused) || !TryType(call, out var type, out refused)) return refused;
        if (await numbers.Shop.LocalitiesAsync(country, type, call.Cancellation).ConfigureAwait(false) is not ShopAnswer<IReadOnlyList<NumberLocality>>.Known known) return PhoneNumberErrors.Silent("");
        var division = call.Query("administrativeDivision");
        var all = known.Value.Where(place => string.IsNullOrEmpty(division) || string.Equals(place.DivisionCode, division, StringComparison.OrdinalIgnoreCase)).ToList();
        var part = page.Of(all).Select(static place => new LocalityWire(place.Name, place.DivisionCode.Length > 0 ? new DivisionWire(place.Division, place.DivisionCode) : null));
        return ApiAnswer.Ok(new LocalitiesWire([.. part], page.NextLink(call, all.Count)), PhoneNumberJson.Default.LocalitiesWire);
    }

    private static async ValueTask<ApiAnswer> AreaCodesAsync(ApiCall call, PhoneNumberServices numbers)
    {
        if (!TryCountry(call, out var country, out var refused) || !ListPage.TryRead(call, "maxPageSize", out var page, out refused) || !TryType(call, out var type, out refused)) return refused;
        if (type is null) return ApiErrors.Missing("phoneNumberType");
        var query = new AreaCodeQuery(country, type.Value) { Locality = call.Query("locality") ?? "", DivisionCode = call.Query("administrativeDivision") ?? "" };
        if (await numbers.Shop.AreaCodesAsync(query, call.Cancellation).ConfigureAwait(false) is not ShopAnswer<IReadOnlyList<string>>.Known known) return PhoneNumberErrors.Silent("");
        var part = page.Of(known.Value).Select(static code => new AreaCodeWire(code));
        return ApiAnswer.Ok(new AreaCodesWire([.. part], page.NextLink(call, known.Value.Count)), PhoneNumberJson.Default.AreaCodesWire);
    }

    private static async ValueTask<ApiAnswer> OfferingsAsync(ApiCall call, PhoneNumberServices numbers)
    {
        if (!TryCountry(call, out var country, out var refused) || !ListPage.TryRead(call, "maxPageSize", out var page, out refused) || !TryType(call, out var type, out refused)) return refused;
        NumberAssignment? assignment = null;
        if (call.Query("assignmentType") is { Length: > 0 } word)
        {
            if (!PhoneNumberWords.TryAssignment(word, out var wanted)) return ApiErrors.BadField("assignmentType", "allowed are person, application");
            assignment = wanted;
        }
        if (await numbers.Shop.OfferingsAsync(country, call.Cancellation).ConfigureAwait(false) is not ShopAnswer<IReadOnlyList<NumberOffering>>.Known known) return PhoneNumberErrors.Silent("");
        var all = known.Value.Where(offering => (type is null || offering.Type == type) && (assignment is null || offering.Assignment == assignment)).ToList();
        var part = page.Of(all).Select(static offering => new OfferingWire(
            PhoneNumberWords.Word(offering.Type), PhoneNumberWords.Word(offering.Assignment), PhoneNumberWords.Wire(offering.Capabilities), PhoneNumberWords.Wire(offering.Cost)));
        return ApiAnswer.Ok(new OfferingsWire([.. part], page.NextLink(call, all.Count)), PhoneNumberJson.Default.OfferingsWire);
    }

    private static bool TryType(ApiCall call, out NumberType? type, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        (type, refused) = (null, null);
        if (call.Query("phoneNumberType") is not { Length: > 0 } word) return true;
        if (PhoneNumberWords.TryType(word, out var wanted)) type = wanted;
        else refused = ApiErrors.BadField("phoneNumberType", $"allowed are {PhoneNumberWords.Types}");
        return refused is null;
    }
}
