using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Domain.NumberOrders;
using Telephony.Domain.Numbers;
using Telephony.Numbers.Shop;

namespace Telephony.Api.PhoneNumbers;

/// <summary>Looking for numbers: searches hold what they find, browsing holds nothing. Buying what a search found.</summary>
internal static class SearchOperations
{
    private const int MostPrefixes = 100;

    /// <summary>A page of numbers to choose from.</summary>
    private const int MostBrowsed = 100;

    public static void MapSearch(this ApiArea area, PhoneNumberServices numbers) => area
        .Post("/availablePhoneNumbers/countries/{country}/:search", "PhoneNumbers_SearchAvailablePhoneNumbers", call => SearchAsync(call, numbers), repeatable: true)
        .Get("/availablePhoneNumbers/searchResults/{id}", "PhoneNumbers_GetSearchResult", call => ResultAsync(call, numbers))
        .Post("/availablePhoneNumbers/countries/{country}/:browse", "PhoneNumbers_BrowseAvailableNumbers", call => BrowseAsync(call, numbers))
        .Post("/availablePhoneNumbers/:purchase", "PhoneNumbers_PurchasePhoneNumbers", call => PurchaseAsync(call, numbers), repeatable: true);

    private static async ValueTask<ApiAnswer> SearchAsync(ApiCall call, PhoneNumberServices numbers)
    {
        if (!AvailabilityOperations.TryCountry(call, out var country, out var refused) || !call.TryRead(PhoneNumberJson.Default.SearchRequest, out var body, out refused)) return refused;
        if (body.PhoneNumberType is null) return ApiErrors.Missing("phoneNumberType");
        if (!PhoneNumberWords.TryType(body.PhoneNumberType, out var type)) return ApiErrors.BadField("phoneNumberType", $"allowed are {PhoneNumberWords.Types}");
        if (body.AssignmentType is null) return ApiErrors.Missing("assignmentType");
        if (!PhoneNumberWords.TryAssignment(body.AssignmentType, out var assignment)) return ApiErrors.BadField("assignmentType", "allowed are person, application");
        if (!PhoneNumberWords.TryCapabilities(body.Capabilities, NumberCapabilities.None, "capabilities.", out var capabilities, out refused)) return refused;
        if (capabilities == NumberCapabilities.None) return ApiErrors.BadField("capabilities", "a number must be able to do something: calling or sms other than none");
        if (body.AreaCode is { } area && (area.Length is 0 or > 6 || !area.All(char.IsAsciiDigit))) return ApiErrors.BadField("areaCode", "1 to 6 digits are allowed, such as 425");
        if (body.Quantity is < 1 or > NumberReservation.MostNumbers) return ApiErrors.BadField("quantity", $"1 to {NumberReservation.MostNumbers} are allowed");
        var query = new OfferQuery(country, type, assignment, body.Quantity ?? 1) { Capabilities = capabilities, AreaCode = body.AreaCode ?? "" };
        var (operation, _) = await numbers.Orders.SearchAsync(call.Resource.Name, query, call.Cancellation).ConfigureAwait(false);
        call.Target = operation.Reservation.ToString("D");
        return OperationOperations.Accepted(operation).With("Location", ResultLocation(operation.Reservation)).With("search-id", operation.Reservation.ToString("D"));
    }

    internal static string ResultLocation(Guid search) => $"/availablePhoneNumbers/searchResults/{search:D}";

    private static async ValueTask<ApiAnswer> ResultAsync(ApiCall call, PhoneNumberServices numbers)
    {
        if (!Guid.TryParse(call.Route("id"), out var id) || await numbers.Orders.Store.FindReservationAsync(call.Resource.Name, id, call.Cancellation).ConfigureAwait(false) is not { IsSearch: true, Numbers.Count: > 0 } found)
            return PhoneNumberErrors.NoSearch;
        call.Target = id.ToString("D");
        var first = found.Numbers[0].Offer;
        var expired = found.State == ReservationState.Expired || (found.State == ReservationState.Active && found.ExpiresAt <= numbers.Clock.GetUtcNow());
        return ApiAnswer.Ok(
            new SearchResultWire(
                id.ToString("D"), [.. found.Numbers.Select(static number => number.Offer.Number.ToString())], PhoneNumberWords.Word(first.Type), PhoneNumberWords.Word(first.Assignment), PhoneNumberWords.Wire(first.Capabilities),
                PhoneNumberWords.Wire(first.Cost), found.ExpiresAt)
            {
                IsAgreementToNotResellRequired = found.NoResell, Error = expired ? "ReservationExpired" : "NoError", ErrorCode = expired ? 1 : 0,
            },
            PhoneNumberJson.Default.SearchResultWire);
    }

    private static async ValueTask<ApiAnswer> BrowseAsync(ApiCall call, PhoneNumberServices numbers)
    {
        if (!AvailabilityOperations.TryCountry(call, out var country, out var refused) || !call.TryRead(PhoneNumberJson.Default.BrowseRequest, out var body, out refused)) return refused;
        if (body.PhoneNumberType is null) return ApiErrors.Missing("phoneNumberType");
        if (!PhoneNumberWords.TryType(body.PhoneNumberType, out var type)) return ApiErrors.BadField("phoneNumberType", $"allowed are {PhoneNumberWords.Types}");
        var assignment = NumberAssignment.Application;
        if (body.AssignmentType is not null && !PhoneNumberWords.TryAssignment(body.AssignmentType, out assignment)) return ApiErrors.BadField("assignmentType", "allowed are person, application");
        if (!PhoneNumberWords.TryCapabilities(body.Capabilities, NumberCapabilities.None, "capabilities.", out var capabilities, out refused)) return refused;
        if (body.PhoneNumberPrefixes is { Count: > MostPrefixes }) return ApiErrors.BadField("phoneNumberPrefixes", $"at most {MostPrefixes} are allowed");
        var prefixes = new List<string>();
        foreach (var prefix in body.PhoneNumberPrefixes ?? [])
        {
            var digits = prefix?.TrimStart('+') ?? "";
            if (digits.Length is 0 or > 15 || !digits.All(char.IsAsciiDigit)) return ApiErrors.BadField("phoneNumberPrefixes", $"\"{prefix}\" is no beginning of a number, such as +1425 or 1425");
            prefixes.Add('+' + digits);
        }
        var query = new OfferQuery(country, type, assignment, MostBrowsed) { Capabilities = capabilities, Prefixes = prefixes };
        return await numbers.Shop.SearchAsync(query, call.Cancellation).ConfigureAwait(false) switch
        {
            ShopAnswer<IReadOnlyList<ShopOffer>>.Known known => ApiAnswer.Ok(new BrowseResultWire([.. known.Value.Select(static offer => PhoneNumberWords.Wire(offer.Offer, "available"))]), PhoneNumberJson.Default.BrowseResultWire),
            ShopAnswer<IReadOnlyList<ShopOffer>>.Silent silent => PhoneNumberErrors.Silent(silent.Why),
            _ => ApiErrors.Internal,
        };
    }

    private static async ValueTask<ApiAnswer> PurchaseAsync(ApiCall call, PhoneNumberServices numbers)
    {
        if (!call.TryRead(PhoneNumberJson.Default.PurchaseRequest, out var body, out var refused)) return refused;
        if (string.IsNullOrEmpty(body.SearchId)) return ApiErrors.Missing("searchId");
        if (!Guid.TryParse(body.SearchId, out var search)) return ApiErrors.BadField("searchId", "allowed is the searchId of a search result, a UUID");
        call.Target = body.SearchId;
        if (await numbers.Orders.Store.FindReservationAsync(call.Resource.Name, search, call.Cancellation).ConfigureAwait(false) is not { IsSearch: true } found) return PhoneNumberErrors.NoSearch;
        if (ReservationOperations.NeedsAgreement(found, body.AgreeToNotResell) is { } missing) return missing;
        var outcome = await numbers.Orders.PurchaseAsync(call.Resource.Name, search, NumberOperationKind.Purchase, call.Cancellation).ConfigureAwait(false);
        return OperationOperations.Answer(outcome, "purchase-id", PhoneNumberErrors.NoSearch);
    }
}
