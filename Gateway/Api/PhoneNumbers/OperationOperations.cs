using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Domain.NumberOrders;

namespace Telephony.Api.PhoneNumbers;

/// <summary>Long-running operations: how one is answered at first, asked about, and cancelled.</summary>
internal static class OperationOperations
{
    /// <summary>Seconds; official clients wait two without it.</summary>
    private const string AskAgain = "1";

    public static void MapOperations(this ApiArea area, PhoneNumberServices numbers) => area
        .Get("/phoneNumbers/operations/{id}", "PhoneNumbers_GetOperation", call => GetAsync(call, numbers))
        .Delete("/phoneNumbers/operations/{id}", "PhoneNumbers_CancelOperation", call => CancelAsync(call, numbers));

    public static ApiAnswer Accepted(NumberOperation operation) => ApiAnswer.Of(202, Wire(operation), PhoneNumberJson.Default.OperationWire)
        .With("Operation-Location", $"/phoneNumbers/operations/{operation.Id:D}").With("operation-id", operation.Id.ToString("D")).With("Retry-After", AskAgain);

    /// <param name="header">What clients of other languages look for, beside <c>operation-id</c>.</param>
    /// <param name="notFound">The refusal for what is not there.</param>
    public static ApiAnswer Answer(SubmitOutcome outcome, string header, ApiAnswer notFound) => outcome switch
    {
        SubmitOutcome.Submitted submitted => Accepted(submitted.Operation).With(header, submitted.Operation.Id.ToString("D")),
        SubmitOutcome.NotFound => notFound,
        SubmitOutcome.NotActive { State: ReservationState.Expired } => ApiErrors.Error(400, "ReservationExpired", "The numbers are no longer held: search, or reserve, again."),
        SubmitOutcome.NotActive notActive => ApiErrors.Conflict("ReservationNotActive", $"The numbers were ordered before, and the operation is forgotten: the reservation is {PhoneNumberWords.Word(notActive.State)}."),
        SubmitOutcome.Empty => ApiErrors.Error(400, "ReservationEmpty", "No number of the reservation is held: add some that are available."),
        SubmitOutcome.Busy => ApiErrors.Conflict("PhoneNumberBusy", "Another operation on this number is under way: ask again when it is over."),
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is no outcome that is known here."),
    };

    private static async ValueTask<ApiAnswer> GetAsync(ApiCall call, PhoneNumberServices numbers)
    {
        if (await FindAsync(call, numbers).ConfigureAwait(false) is not { } operation) return PhoneNumberErrors.NoOperation;
        if (operation is { IsOver: true, Kind: not NumberOperationKind.Search }) await numbers.Orders.CatchUpAsync(call.Cancellation).ConfigureAwait(false);
        var answer = ApiAnswer.Ok(Wire(operation), PhoneNumberJson.Default.OperationWire);
        if (!operation.IsOver) return answer.With("Retry-After", AskAgain);
        return Location(operation) is { } location ? answer.With("Location", location) : answer;
    }

    private static async ValueTask<ApiAnswer> CancelAsync(ApiCall call, PhoneNumberServices numbers)
    {
        if (await FindAsync(call, numbers).ConfigureAwait(false) is not { } operation) return PhoneNumberErrors.NoOperation;
        if (operation.IsOver) return ApiErrors.Conflict("OperationCompleted", $"The operation is over: it is {PhoneNumberWords.Word(operation.State)}.");
        return await numbers.Orders.CancelAsync(operation, call.Cancellation).ConfigureAwait(false)
            ? ApiAnswer.NoContent : ApiErrors.Conflict("OperationNotCancellable", "The carrier has been told: ask about the operation until it is over. A number that was bought can be released.");
    }

    private static async ValueTask<NumberOperation?> FindAsync(ApiCall call, PhoneNumberServices numbers)
    {
        if (!Guid.TryParse(call.Route("id"), out var id)) return null;
        call.Target = id.ToString("D");
        return await numbers.Orders.Store.FindOperationAsync(call.Resource.Name, id, call.Cancellation).ConfigureAwait(false);
    }

    private static OperationWire Wire(NumberOperation operation) => new(
        operation.Id.ToString("D"), PhoneNumberWords.Word(operation.Kind), PhoneNumberWords.Word(operation.State), operation.CreatedAt, operation.ChangedAt)
    {
        ResourceLocation = Location(operation), Error = operation.State == NumberOperationState.Failed ? new ErrorWire(operation.ErrorCode, operation.Error) : null,
    };

    private static string? Location(NumberOperation operation) => operation.Kind switch
    {
        NumberOperationKind.Search => SearchOperations.ResultLocation(operation.Reservation),
        NumberOperationKind.UpdateCapabilities => $"/phoneNumbers/{Uri.EscapeDataString(operation.Number)}",
        NumberOperationKind.ReservationPurchase => ReservationOperations.Location(operation.Reservation),
        _ => null,
    };
}
