using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;

namespace Telephony.Domain.NumberOrders;

public enum ReservationState : byte
{
    Active = 0,

    /// <summary>Its purchase is under way.</summary>
    Submitted = 1,

    Completed = 2,
    Expired = 3,
}

public enum ReservedNumberState : byte
{
    Reserved = 0,
    Expired = 1,
    Error = 2,
    Purchased = 3,
}

/// <summary>A number of a reservation.</summary>
public sealed record ReservedNumber(NumberOffer Offer, string Carrier, ReservedNumberState State)
{
    public string ErrorCode { get; init; } = "";

    public string Error { get; init; } = "";
}

/// <summary>Numbers that are held for a resource for a while: the result of a search, or what its owner put together.</summary>
public sealed record NumberReservation
{
    /// <summary>How long numbers are held (the API's documents: less than 15 minutes after the answer).</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    /// <summary>Most numbers of one.</summary>
    public const int MostNumbers = 100;

    public required Guid Id { get; init; }

    public required ResourceId Resource { get; init; }

    /// <summary>It is the result of a search; not listed among reservations.</summary>
    public bool IsSearch { get; init; }

    public required ReservationState State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>By number.</summary>
    public required IReadOnlyList<ReservedNumber> Numbers { get; init; }

    public bool NoResell => Numbers.Any(static number => number.State == ReservedNumberState.Reserved && number.Offer.NoResell);
}

/// <summary>What is wanted of a reservation: numbers to hold, and numbers no longer.</summary>
public sealed record ReservationChange(ResourceId Resource, Guid Id, bool IsSearch, IReadOnlyList<ReservedNumber> Add, IReadOnlyList<PhoneNumber> Remove);

/// <summary>What came of a change of a reservation.</summary>
public abstract record ReservationOutcome
{
    private ReservationOutcome()
    {
    }

    /// <param name="IsNew">It was not there before.</param>
    public sealed record Saved(NumberReservation Reservation, bool IsNew) : ReservationOutcome;

    /// <summary>It was bought, or is over.</summary>
    public sealed record NotActive(ReservationState State) : ReservationOutcome;

    public sealed record TooMany : ReservationOutcome
    {
        public static readonly TooMany Instance = new();
    }
}

/// <summary>What came of an attempt to order.</summary>
public abstract record SubmitOutcome
{
    private SubmitOutcome()
    {
    }

    /// <param name="Operation">A new one, or the one that an equal request began.</param>
    public sealed record Submitted(NumberOperation Operation) : SubmitOutcome;

    /// <summary>There is no such reservation, or no such number.</summary>
    public sealed record NotFound : SubmitOutcome
    {
        public static readonly NotFound Instance = new();
    }

    /// <summary>It is over, or being bought and cannot be taken away.</summary>
    public sealed record NotActive(ReservationState State) : SubmitOutcome;

    /// <summary>No number of it is held.</summary>
    public sealed record Empty : SubmitOutcome
    {
        public static readonly Empty Instance = new();
    }

    /// <summary>Another order for the number is under way, which does something else.</summary>
    public sealed record Busy : SubmitOutcome
    {
        public static readonly Busy Instance = new();
    }
}
