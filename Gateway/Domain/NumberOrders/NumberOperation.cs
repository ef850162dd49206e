using Telephony.Domain.Identity;

namespace Telephony.Domain.NumberOrders;

/// <summary>In the order of the API's words.</summary>
public enum NumberOperationKind : byte
{
    Search = 0,
    Purchase = 1,
    ReservationPurchase = 2,
    Release = 3,
    UpdateCapabilities = 4,
}

public enum NumberOperationState : byte
{
    NotStarted = 0,
    Running = 1,
    Succeeded = 2,
    Failed = 3,
}

/// <summary>A long-running operation of the API: what its caller asks about until it is over.</summary>
public sealed record NumberOperation
{
    public required Guid Id { get; init; }

    public required ResourceId Resource { get; init; }

    public required NumberOperationKind Kind { get; init; }

    public required NumberOperationState State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Of a search, or of the reservation that is bought; none for others.</summary>
    public Guid Reservation { get; init; }

    /// <summary>The one number it is about, with '+'; empty for others.</summary>
    public string Number { get; init; } = "";

    public string ErrorCode { get; init; } = "";

    public string Error { get; init; } = "";

    public bool IsOver => State is NumberOperationState.Succeeded or NumberOperationState.Failed;

    /// <summary>The operation as its orders make it: over when all of them are, good when all of them are.</summary>
    public NumberOperation After(IReadOnlyList<NumberOrder> orders, DateTimeOffset now)
    {
        if (orders.Any(static order => !order.IsOver)) return this with { State = NumberOperationState.Running, ChangedAt = now };
        var bad = orders.Where(static order => !order.IsGood).ToList();
        if (bad.Count == 0) return this with { State = NumberOperationState.Succeeded, ChangedAt = now };
        var (code, why) = orders.Count == 1 ? (bad[0].ErrorCode, bad[0].Error)
            : (bad.Count == orders.Count ? "AllNumbersNotAcquired" : "NumbersPartiallyAcquired", string.Join(' ', bad.Select(static order => $"{order.Number}: {order.Error}")));
        return this with { State = NumberOperationState.Failed, ChangedAt = now, ErrorCode = code, Error = why };
    }
}
