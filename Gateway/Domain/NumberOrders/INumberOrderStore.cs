using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;

namespace Telephony.Domain.NumberOrders;

/// <summary>Why a number cannot be had by others at the moment.</summary>
public enum NumberClaimKind : byte
{
    Reserved = 0,
    Ordered = 1,
    Quarantine = 2,
}

/// <summary>A number that is spoken for. One at most for each number, over all resources.</summary>
/// <param name="Resource">Who has, or had it.</param>
public sealed record NumberClaim(PhoneNumber Number, NumberClaimKind Kind, ResourceId Resource, DateTimeOffset Until);

/// <summary>What came of storing a step of an order.</summary>
public enum OrderSave : byte
{
    Saved,

    /// <summary>Somebody else has gone on with it: let it be.</summary>
    Stale,

    /// <summary>The inventory has the number for somebody else: it cannot enter. Nothing was stored.</summary>
    Overlap,
}

/// <summary>
/// Reservations, operations and orders of numbers, and who has spoken for which number. Safe to call from any thread. What returns is stored.
/// A number is held, on order, or in quarantine at most once: the store sees to that.
/// </summary>
public interface INumberOrderStore
{
    /// <summary>
    /// Holds numbers for a new reservation, or changes one; its time begins anew. Numbers that are spoken for or in the inventory are kept with <see cref="ReservedNumberState.Error"/>
    /// in a basket, and left out of a search.
    /// </summary>
    ValueTask<ReservationOutcome> ReserveAsync(ReservationChange change, DateTimeOffset now, CancellationToken cancellation);

    ValueTask<NumberReservation?> FindReservationAsync(ResourceId resource, Guid id, CancellationToken cancellation);

    /// <summary>Baskets, oldest first, without their numbers.</summary>
    ValueTask<IReadOnlyList<NumberReservation>> ListReservationsAsync(ResourceId resource, CancellationToken cancellation);

    /// <summary>Frees what it holds. False where there is none; one that is being bought stays, with its state as the answer's reason.</summary>
    ValueTask<SubmitOutcome?> DeleteReservationAsync(ResourceId resource, Guid id, CancellationToken cancellation);

    /// <summary>What is over: reservations become <see cref="ReservationState.Expired"/>, quarantine ends, and reservations older than <paramref name="forget"/> go. How many numbers are free again.</summary>
    ValueTask<int> ExpireAsync(DateTimeOffset now, DateTimeOffset forget, CancellationToken cancellation);

    /// <summary>Numbers that are spoken for now, of all resources.</summary>
    ValueTask<IReadOnlyList<NumberClaim>> ListClaimsAsync(DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Ends the quarantine of a number. False if it is in none.</summary>
    ValueTask<bool> EndQuarantineAsync(PhoneNumber number, CancellationToken cancellation);

    /// <summary>
    /// Turns an active reservation into an operation with an order for each number that is held. For one that was bought, the operation that did, or does: a repetition is one whose caller lost the answer.
    /// </summary>
    ValueTask<SubmitOutcome> PurchaseAsync(ResourceId resource, Guid reservation, NumberOperation operation, CancellationToken cancellation);

    /// <summary>Adds an operation with one order about a number of the inventory. If the same is under way for the same owner, the operation that does it.</summary>
    ValueTask<SubmitOutcome> OrderAsync(NumberOperation operation, NumberOrder order, CancellationToken cancellation);

    /// <summary>Adds an operation that is over.</summary>
    ValueTask AddAsync(NumberOperation operation, CancellationToken cancellation);

    ValueTask<NumberOperation?> FindOperationAsync(ResourceId resource, Guid id, CancellationToken cancellation);

    /// <summary>Of an operation.</summary>
    ValueTask<IReadOnlyList<NumberOrder>> ListOrdersAsync(Guid operation, CancellationToken cancellation);

    /// <summary>Newest first.</summary>
    /// <param name="open">Only those that are not over, and those that a person must look at.</param>
    ValueTask<IReadOnlyList<NumberOrder>> ListOrdersAsync(ResourceId? resource, bool open, int most, CancellationToken cancellation);

    /// <summary>Takes orders that are due, oldest first, for this gateway: they are not due to others before <paramref name="until"/>.</summary>
    ValueTask<IReadOnlyList<NumberOrder>> ClaimAsync(int most, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellation);

    /// <summary>Makes due what this gateway was at when it last ended; what waited for its time goes on waiting.</summary>
    ValueTask<int> ReclaimAsync(DateTimeOffset now, CancellationToken cancellation);

    /// <summary>When the next order is due; null if none waits.</summary>
    ValueTask<DateTimeOffset?> NextDueAsync(CancellationToken cancellation);

    /// <summary>
    /// Stores an order's next step if nobody else has changed it since (its version is one more than the stored one), with what goes with it: its operation's state, its reservation's, the number's
    /// claim, and the inventory.
    /// </summary>
    /// <param name="enter">For <see cref="NumberOrderEffect.EnterInventory"/> and <see cref="NumberOrderEffect.ChangeInventory"/>: the record as it is to be.</param>
    /// <param name="quarantineUntil">For <see cref="NumberOrderEffect.LeaveInventory"/>.</param>
    ValueTask<OrderSave> SaveAsync(NumberOrder order, NumberOrderEffect effect, NumberRecord? enter, DateTimeOffset quarantineUntil, CancellationToken cancellation);
}
