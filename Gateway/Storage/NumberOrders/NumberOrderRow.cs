using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberOrders;
using Telephony.Domain.Numbers;
using Telephony.Domain.Stores;

namespace Telephony.Storage.NumberOrders;

/// <summary>The columns of an offer, which reserved numbers and orders have alike.</summary>
internal abstract class OfferRow
{
    protected const string OfferColumns =
        "number AS Number, carrier AS Carrier, country AS Country, type AS Type, assignment AS Assignment, capabilities AS Capabilities, cost_micros AS CostMicros, currency AS Currency, no_resell AS NoResell";

    public string Resource { get; set; } = "";

    public long Number { get; set; }

    public string Carrier { get; set; } = "";

    public string Country { get; set; } = "";

    public long Type { get; set; }

    public long Assignment { get; set; }

    public long Capabilities { get; set; }

    public long CostMicros { get; set; }

    public string Currency { get; set; } = "";

    public long NoResell { get; set; }

    public long State { get; set; }

    public string ErrorCode { get; set; } = "";

    public string Error { get; set; } = "";

    protected void SetOffer(NumberOffer offer)
    {
        Number = (long)offer.Number.Digits;
        (Country, Type, Assignment, Capabilities) = (offer.Country, (long)offer.Type, (long)offer.Assignment, (long)offer.Capabilities);
        (CostMicros, Currency, NoResell) = (offer.Cost.Micros, offer.Cost.Currency ?? "", offer.NoResell ? 1 : 0);
    }

    /// <exception cref="StorageException">The row holds what this gateway would not have written.</exception>
    protected NumberOffer ToOffer() => PhoneNumber.TryFromDigits((ulong)Number, out var number)
        ? new NumberOffer(number, Country, (NumberType)Type, (NumberAssignment)Assignment, (NumberCapabilities)Capabilities, new NumberCost(CostMicros, Currency)) { NoResell = NoResell != 0 }
        : throw new StorageException($"The stored number {Number} cannot be read: its digits are no E.164 number.");

    protected ResourceId ToResource() => ResourceId.TryParse(Resource, out var resource) ? resource : throw new StorageException($"The stored number {Number} cannot be read: \"{Resource}\" is no resource id.");
}

/// <summary>A row of <c>reserved_numbers</c>.</summary>
internal sealed class ReservedNumberRow : OfferRow
{
    public const string Columns = $"resource_id AS Resource, reservation_id AS ReservationId, state AS State, error_code AS ErrorCode, error AS Error, {OfferColumns}";

    public const string Upsert = """
        INSERT INTO reserved_numbers (resource_id, reservation_id, number, state, carrier, country, type, assignment, capabilities, cost_micros, currency, no_resell, error_code, error)
        VALUES (@Resource, @ReservationId, @Number, @State, @Carrier, @Country, @Type, @Assignment, @Capabilities, @CostMicros, @Currency, @NoResell, @ErrorCode, @Error)
        ON CONFLICT (resource_id, reservation_id, number) DO UPDATE SET state = excluded.state, carrier = excluded.carrier, country = excluded.country, type = excluded.type,
          assignment = excluded.assignment, capabilities = excluded.capabilities, cost_micros = excluded.cost_micros, currency = excluded.currency, no_resell = excluded.no_resell,
          error_code = excluded.error_code, error = excluded.error
        """;

    public string ReservationId { get; set; } = "";

    public static ReservedNumberRow From(ResourceId resource, Guid reservation, ReservedNumber number)
    {
        var row = new ReservedNumberRow { Resource = resource.Value, ReservationId = reservation.ToString("N"), State = (long)number.State, Carrier = number.Carrier, ErrorCode = number.ErrorCode, Error = number.Error };
        row.SetOffer(number.Offer);
        return row;
    }

    public ReservedNumber ToNumber() => new(ToOffer(), Carrier, (ReservedNumberState)State) { ErrorCode = ErrorCode, Error = Error };
}

/// <summary>A row of <c>number_reservations</c>.</summary>
internal sealed class ReservationRow
{
    public const string Columns = "resource_id AS Resource, id AS Id, search AS Search, state AS State, created_ms AS CreatedMs, expires_ms AS ExpiresMs";

    public string Resource { get; set; } = "";

    public string Id { get; set; } = "";

    public long Search { get; set; }

    public long State { get; set; }

    public long CreatedMs { get; set; }

    public long ExpiresMs { get; set; }

    public NumberReservation ToReservation(IReadOnlyList<ReservedNumber> numbers) => new()
    {
        Id = Guid.ParseExact(Id, "N"), Resource = ResourceId.Parse(Resource), IsSearch = Search != 0, State = (ReservationState)State, CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedMs),
        ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(ExpiresMs), Numbers = numbers,
    };
}

/// <summary>A row of <c>number_orders</c>.</summary>
internal sealed class NumberOrderRow : OfferRow
{
    public const string Columns = $"""
        resource_id AS Resource, id AS Id, operation_id AS OperationId, kind AS Kind, state AS State, carrier_id AS CarrierId, reservation_id AS ReservationId, attempts AS Attempts,
        created_ms AS CreatedMs, changed_ms AS ChangedMs, due_ms AS DueMs, version AS Version, error_code AS ErrorCode, error AS Error, {OfferColumns}
        """;

    public const string Insert = """
        INSERT INTO number_orders (resource_id, id, operation_id, kind, state, number, carrier, carrier_id, country, type, assignment, capabilities, cost_micros, currency, no_resell, reservation_id, attempts,
          created_ms, changed_ms, due_ms, version, node, error_code, error)
        VALUES (@Resource, @Id, @OperationId, @Kind, @State, @Number, @Carrier, @CarrierId, @Country, @Type, @Assignment, @Capabilities, @CostMicros, @Currency, @NoResell, @ReservationId, @Attempts,
          @CreatedMs, @ChangedMs, @DueMs, @Version, '', @ErrorCode, @Error)
        """;

    public string Id { get; set; } = "";

    public string OperationId { get; set; } = "";

    public long Kind { get; set; }

    public string CarrierId { get; set; } = "";

    public string ReservationId { get; set; } = "";

    public long Attempts { get; set; }

    public long CreatedMs { get; set; }

    public long ChangedMs { get; set; }

    public long DueMs { get; set; }

    public long Version { get; set; }

    /// <summary>Written only.</summary>
    public string Node { get; set; } = "";

    public static NumberOrderRow From(NumberOrder order)
    {
        var row = new NumberOrderRow
        {
            Resource = order.Resource.Value, Id = order.Id.ToString(), OperationId = order.Operation.ToString("N"), Kind = (long)order.Kind, State = (long)order.State, Carrier = order.Carrier, CarrierId = order.CarrierId,
            ReservationId = order.Reservation.ToString("N"), Attempts = order.Attempts, CreatedMs = order.CreatedAt.ToUnixTimeMilliseconds(), ChangedMs = order.ChangedAt.ToUnixTimeMilliseconds(),
            DueMs = order.DueAt.ToUnixTimeMilliseconds(), Version = order.Version, ErrorCode = order.ErrorCode, Error = order.Error,
        };
        row.SetOffer(order.Offer);
        return row;
    }

    public NumberOrder ToOrder() => new()
    {
        Id = NumberOrderId.TryParse(Id, out var id) ? id : throw new StorageException($"The stored order {Id} cannot be read: its id is none."),
        Resource = ToResource(), Operation = Guid.ParseExact(OperationId, "N"), Kind = (NumberOrderKind)Kind, State = (NumberOrderState)State, Offer = ToOffer(), Carrier = Carrier, CarrierId = CarrierId,
        Reservation = Guid.ParseExact(ReservationId, "N"), Attempts = (int)Attempts, CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedMs), ChangedAt = DateTimeOffset.FromUnixTimeMilliseconds(ChangedMs),
        DueAt = DateTimeOffset.FromUnixTimeMilliseconds(DueMs), Version = Version, ErrorCode = ErrorCode, Error = Error,
    };
}

/// <summary>A row of <c>number_operations</c>.</summary>
internal sealed class NumberOperationRow
{
    public const string Columns =
        "resource_id AS Resource, id AS Id, kind AS Kind, state AS State, created_ms AS CreatedMs, changed_ms AS ChangedMs, reservation_id AS ReservationId, number AS Number, error_code AS ErrorCode, error AS Error";

    public const string Insert = """
        INSERT INTO number_operations (resource_id, id, kind, state, created_ms, changed_ms, reservation_id, number, error_code, error)
        VALUES (@Resource, @Id, @Kind, @State, @CreatedMs, @ChangedMs, @ReservationId, @Number, @ErrorCode, @Error)
        """;

    public string Resource { get; set; } = "";

    public string Id { get; set; } = "";

    public long Kind { get; set; }

    public long State { get; set; }

    public long CreatedMs { get; set; }

    public long ChangedMs { get; set; }

    public string ReservationId { get; set; } = "";

    public string Number { get; set; } = "";

    public string ErrorCode { get; set; } = "";

    public string Error { get; set; } = "";

    public static NumberOperationRow From(NumberOperation operation) => new()
    {
        Resource = operation.Resource.Value, Id = operation.Id.ToString("N"), Kind = (long)operation.Kind, State = (long)operation.State, CreatedMs = operation.CreatedAt.ToUnixTimeMilliseconds(),
        ChangedMs = operation.ChangedAt.ToUnixTimeMilliseconds(), ReservationId = operation.Reservation.ToString("N"), Number = operation.Number, ErrorCode = operation.ErrorCode, Error = operation.Error,
    };

    public NumberOperation ToOperation() => new()
    {
        Id = Guid.ParseExact(Id, "N"), Resource = ResourceId.Parse(Resource), Kind = (NumberOperationKind)Kind, State = (NumberOperationState)State, CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedMs),
        ChangedAt = DateTimeOffset.FromUnixTimeMilliseconds(ChangedMs), Reservation = Guid.ParseExact(ReservationId, "N"), Number = Number, ErrorCode = ErrorCode, Error = Error,
    };
}
