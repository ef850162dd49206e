using System.Diagnostics.CodeAnalysis;
using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Domain.Addresses;
using Telephony.Domain.NumberOrders;
using Telephony.Domain.Numbers;

namespace Telephony.Api.PhoneNumbers;

/// <summary>Baskets: numbers of anybody's choice, held together and bought together.</summary>
internal static class ReservationOperations
{
    public static void MapReservations(this ApiArea area, PhoneNumberServices numbers) => area
        .Get("/availablePhoneNumbers/reservations", "PhoneNumbers_ListReservations", call => ListAsync(call, numbers))
        .Patch("/availablePhoneNumbers/reservations/{id}", "PhoneNumbers_CreateOrUpdateReservation", call => ChangeAsync(call, numbers))
        .Get("/availablePhoneNumbers/reservations/{id}", "PhoneNumbers_GetReservation", call => GetAsync(call, numbers))
        .Delete("/availablePhoneNumbers/reservations/{id}", "PhoneNumbers_DeleteReservation", call => DeleteAsync(call, numbers))
        .Post("/availablePhoneNumbers/reservations/{id}/:purchase", "PhoneNumbers_PurchaseReservation", call => PurchaseAsync(call, numbers), repeatable: true);

    public static string Location(Guid reservation) => $"/availablePhoneNumbers/reservations/{reservation:D}";

    /// <summary>The refusal where the carrier wants an agreement that was not given.</summary>
    public static ApiAnswer? NeedsAgreement(NumberReservation reservation, bool? agreed) => reservation.NoResell && agreed != true
        ? ApiErrors.Error(400, "AgreementToNotResellRequired", "agreeToNotResell: true is needed; the carrier sells these numbers only to who agrees not to sell them on.", "agreeToNotResell") : null;

    private static async ValueTask<ApiAnswer> ListAsync(ApiCall call, PhoneNumberServices numbers)
    {
        if (!ListPage.TryRead(call, "maxPageSize", out var page, out var refused)) return refused;
        var all = await numbers.Orders.Store.ListReservationsAsync(call.Resource.Name, call.Cancellation).ConfigureAwait(false);
        return ApiAnswer.Ok(new ReservationsWire([.. page.Of(all).Select(found => Wire(found, numbers) with { PhoneNumbers = null })], page.NextLink(call, all.Count)), PhoneNumberJson.Default.ReservationsWire);
    }

    private static async ValueTask<ApiAnswer> GetAsync(ApiCall call, PhoneNumberServices numbers)
    {
        if (!TryId(call, out var id, out var refused)) return refused;
        return await numbers.Orders.Store.FindReservationAsync(call.Resource.Name, id, call.Cancellation).ConfigureAwait(false) is { IsSearch: false } found
            ? ApiAnswer.Ok(Wire(found, numbers), PhoneNumberJson.Default.ReservationWire) : PhoneNumberErrors.NoReservation;
    }

    private static async ValueTask<ApiAnswer> DeleteAsync(ApiCall call, PhoneNumberServices numbers)
    {
        if (!TryId(call, out var id, out var refused)) return refused;
        return await numbers.Orders.Store.DeleteReservationAsync(call.Resource.Name, id, call.Cancellation).ConfigureAwait(false) switch
        {
            null => ApiAnswer.NoContent,
            SubmitOutcome.NotFound => PhoneNumberErrors.NoReservation,
            _ => ApiErrors.Conflict("ReservationNotActive", "The reservation is being bought: its purchase may be cancelled, or its numbers released."),
        };
    }

    private static async ValueTask<ApiAnswer> ChangeAsync(ApiCall call, PhoneNumberServices numbers)
    {
        if (!TryId(call, out var id, out var refused) || !call.TryRead(PhoneNumberJson.Default.ReservationPatch, out var body, out refused)) return refused;
        var (queries, remove) = (new List<OfferQuery>(), new List<PhoneNumber>());
        foreach (var (key, wanted) in body.PhoneNumbers ?? new Dictionary<string, AvailableNumberWire?>())
        {
            if (!PhoneNumber.TryParse('+' + key, out var number)) return ApiErrors.BadField("phoneNumbers", $"\"{key}\" is no id of a number: its digits without '+', such as 14255550123");
            if (wanted is null) remove.Add(number);
            else if (Query(number, key, wanted, out refused) is { } query) queries.Add(query);
            else return refused!;      // one or the other
        }
        if (queries.Count > NumberReservation.MostNumbers) return TooMany();
        var found = await numbers.Shop.FindAsync(queries, call.Cancellation).ConfigureAwait(false);
        var add = queries.Select((query, at) => found[at] is { } offer
            ? new ReservedNumber(offer.Offer, offer.Carrier, ReservedNumberState.Reserved)
            : new ReservedNumber(new NumberOffer(PhoneNumber.Parse(query.Prefixes[0]), query.Country, query.Type, query.Assignment, query.Capabilities, default), "", ReservedNumberState.Error)
            {
                ErrorCode = "NumberNotAvailable", Error = "No carrier sells this number at the moment.",
            }).ToList();
        return await numbers.Orders.Store.ReserveAsync(new ReservationChange(call.Resource.Name, id, IsSearch: false, add, remove), numbers.Clock.GetUtcNow(), call.Cancellation).ConfigureAwait(false) switch
        {
            // 207: some of what was asked for is there, and says itself why the rest is not.
            ReservationOutcome.Saved saved => ApiAnswer.Of(
                saved.Reservation.Numbers.Any(number => number.State == ReservedNumberState.Error && add.Exists(wanted => wanted.Offer.Number == number.Offer.Number)) ? 207 : saved.IsNew ? 201 : 200,
                Wire(saved.Reservation, numbers), PhoneNumberJson.Default.ReservationWire),
            ReservationOutcome.NotActive notActive => ApiErrors.Conflict("ReservationNotActive", $"The reservation is {PhoneNumberWords.Word(notActive.State)}: make another one, with a new id."),
            _ => TooMany(),
        };
    }

    private static ApiAnswer TooMany() => ApiErrors.BadField("phoneNumbers", $"at most {NumberReservation.MostNumbers} numbers are allowed in a reservation");

    private static OfferQuery? Query(PhoneNumber number, string key, AvailableNumberWire wanted, out ApiAnswer? refused)
    {
        refused = null;
        if (wanted.CountryCode is not { Length: 2 } country) refused = ApiErrors.BadField($"phoneNumbers.{key}.countryCode", "an ISO 3166 code of two letters is needed");
        else if (!PhoneNumberWords.TryType(wanted.PhoneNumberType, out var type)) refused = ApiErrors.BadField($"phoneNumbers.{key}.phoneNumberType", $"allowed are {PhoneNumberWords.Types}");
        else if (!PhoneNumberWords.TryAssignment(wanted.AssignmentType, out var assignment)) refused = ApiErrors.BadField($"phoneNumbers.{key}.assignmentType", "allowed are person, application");
        else if (wanted.PhoneNumber is not null && wanted.PhoneNumber != number.ToString()) refused = ApiErrors.BadField($"phoneNumbers.{key}.phoneNumber", $"{number} is allowed, as its id says");
        else return new OfferQuery(country.ToUpperInvariant(), type, assignment, 1) { Prefixes = [number.ToString()] };
        return null;
    }

    private static async ValueTask<ApiAnswer> PurchaseAsync(ApiCall call, PhoneNumberServices numbers)
    {
        if (!TryId(call, out var id, out var refused)) return refused;
        bool? agreed = null;
        if (!call.Body.IsEmpty)
        {
            if (!call.TryRead(PhoneNumberJson.Default.PurchaseRequest, out var body, out refused)) return refused;
            agreed = body.AgreeToNotResell;
        }
        if (await numbers.Orders.Store.FindReservationAsync(call.Resource.Name, id, call.Cancellation).ConfigureAwait(false) is not { IsSearch: false } found) return PhoneNumberErrors.NoReservation;
        if (NeedsAgreement(found, agreed) is { } missing) return missing;
        var outcome = await numbers.Orders.PurchaseAsync(call.Resource.Name, id, NumberOperationKind.ReservationPurchase, call.Cancellation).ConfigureAwait(false);
        return OperationOperations.Answer(outcome, "reservation-purchase-id", PhoneNumberErrors.NoReservation);
    }

    private static bool TryId(ApiCall call, out Guid id, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        refused = Guid.TryParse(call.Route("id"), out id) && id != Guid.Empty ? null : ApiErrors.BadField("reservationId", "a UUID is allowed");
        call.Target = id.ToString("D");
        return refused is null;
    }

    private static ReservationWire Wire(NumberReservation reservation, PhoneNumberServices numbers)
    {
        var state = reservation.State == ReservationState.Active && reservation.ExpiresAt <= numbers.Clock.GetUtcNow() ? ReservationState.Expired : reservation.State;
        return new ReservationWire(reservation.Id.ToString("D"), reservation.ExpiresAt, PhoneNumberWords.Word(state))
        {
            PhoneNumbers = reservation.Numbers.ToDictionary(static number => PhoneNumberWords.Id(number.Offer.Number), number => PhoneNumberWords.Wire(
                state == ReservationState.Expired && number.State == ReservedNumberState.Reserved ? number with { State = ReservedNumberState.Expired } : number)),
        };
    }
}
