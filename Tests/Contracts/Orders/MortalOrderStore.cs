using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberOrders;
using Telephony.Domain.Numbers;

namespace Telephony.Contracts.Orders;

/// <summary>
/// One life of a gateway: after so many moments it is dead, and whoever is in the middle of something never comes back, as after SIGKILL. What it has stored by then stays stored.
/// </summary>
internal sealed class Life(int moments)
{
    private readonly TaskCompletionSource _dead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = moments;

    public Task Ended => _dead.Task;

    public bool IsOver => _dead.Task.IsCompleted;

    public Task MomentAsync()
    {
        if (Interlocked.Decrement(ref _left) >= 0) return Task.CompletedTask;
        _dead.TrySetResult();
        return new TaskCompletionSource().Task;
    }
}

/// <summary>Real work that is under way, of the living.</summary>
internal sealed class Work
{
    private int _count;

    public bool IsBusy => Volatile.Read(ref _count) > 0;

    public async ValueTask<T> DoAsync<T>(Func<ValueTask<T>> work)
    {
        Interlocked.Increment(ref _count);
        try
        {
            return await work();
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }
}

/// <summary>The real store as a mortal gateway sees it: it may die before a write reaches it, and after it was committed.</summary>
internal sealed class MortalOrderStore(INumberOrderStore store, Life life, Work busy) : INumberOrderStore
{
    public ValueTask<ReservationOutcome> ReserveAsync(ReservationChange change, DateTimeOffset now, CancellationToken cancellation) => store.ReserveAsync(change, now, cancellation);

    public ValueTask<NumberReservation?> FindReservationAsync(ResourceId resource, Guid id, CancellationToken cancellation) => store.FindReservationAsync(resource, id, cancellation);

    public ValueTask<IReadOnlyList<NumberReservation>> ListReservationsAsync(ResourceId resource, CancellationToken cancellation) => store.ListReservationsAsync(resource, cancellation);

    public ValueTask<SubmitOutcome?> DeleteReservationAsync(ResourceId resource, Guid id, CancellationToken cancellation) => store.DeleteReservationAsync(resource, id, cancellation);

    public ValueTask<int> ExpireAsync(DateTimeOffset now, DateTimeOffset forget, CancellationToken cancellation) => store.ExpireAsync(now, forget, cancellation);

    public ValueTask<IReadOnlyList<NumberClaim>> ListClaimsAsync(DateTimeOffset now, CancellationToken cancellation) => store.ListClaimsAsync(now, cancellation);

    public ValueTask<bool> EndQuarantineAsync(PhoneNumber number, CancellationToken cancellation) => store.EndQuarantineAsync(number, cancellation);

    public ValueTask<SubmitOutcome> PurchaseAsync(ResourceId resource, Guid reservation, NumberOperation operation, CancellationToken cancellation) =>
        MortallyAsync(() => store.PurchaseAsync(resource, reservation, operation, cancellation));

    public ValueTask<SubmitOutcome> OrderAsync(NumberOperation operation, NumberOrder order, CancellationToken cancellation) => MortallyAsync(() => store.OrderAsync(operation, order, cancellation));

    public ValueTask AddAsync(NumberOperation operation, CancellationToken cancellation) => store.AddAsync(operation, cancellation);

    public ValueTask<NumberOperation?> FindOperationAsync(ResourceId resource, Guid id, CancellationToken cancellation) => store.FindOperationAsync(resource, id, cancellation);

    public ValueTask<IReadOnlyList<NumberOrder>> ListOrdersAsync(Guid operation, CancellationToken cancellation) => store.ListOrdersAsync(operation, cancellation);

    public ValueTask<IReadOnlyList<NumberOrder>> ListOrdersAsync(ResourceId? resource, bool open, int most, CancellationToken cancellation) => store.ListOrdersAsync(resource, open, most, cancellation);

    public async ValueTask<IReadOnlyList<NumberOrder>> ClaimAsync(int most, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellation)
    {
        if (life.IsOver) await new TaskCompletionSource().Task;      // looking for work is no moment: it does not shorten a life
        var claimed = await busy.DoAsync(() => store.ClaimAsync(most, now, until, cancellation));
        if (claimed.Count > 0) await life.MomentAsync();
        return claimed;
    }

    public ValueTask<int> ReclaimAsync(DateTimeOffset now, CancellationToken cancellation) => store.ReclaimAsync(now, cancellation);

    public ValueTask<DateTimeOffset?> NextDueAsync(CancellationToken cancellation) => store.NextDueAsync(cancellation);

    public ValueTask<OrderSave> SaveAsync(NumberOrder order, NumberOrderEffect effect, NumberRecord? enter, DateTimeOffset quarantineUntil, CancellationToken cancellation) =>
        MortallyAsync(() => store.SaveAsync(order, effect, enter, quarantineUntil, cancellation));

    private async ValueTask<T> MortallyAsync<T>(Func<ValueTask<T>> write)
    {
        await life.MomentAsync();
        var written = await busy.DoAsync(write);
        await life.MomentAsync();
        return written;
    }
}
