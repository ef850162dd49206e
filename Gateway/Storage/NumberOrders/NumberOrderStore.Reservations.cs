using System.Data.Common;
using Dapper;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberOrders;
using Telephony.Domain.Numbers;

namespace Telephony.Storage.NumberOrders;

/// <summary>Reservations, and claims: the rows that say a number is spoken for.</summary>
public sealed partial class NumberOrderStore
{
    /// <summary>Of a number on order: until the order says otherwise.</summary>
    private static readonly DateTimeOffset s_always = DateTimeOffset.FromUnixTimeMilliseconds(253_402_300_799_000);      // the end of the year 9999

    public ValueTask<ReservationOutcome> ReserveAsync(ReservationChange change, DateTimeOffset now, CancellationToken cancellation)
    {
        var (id, expires) = (change.Id.ToString("N"), now + NumberReservation.Life);
        var key = new
        {
            Gateway = ResourceId.Gateway.Value, Resource = change.Resource.Value, Id = id, NowMs = now.ToUnixTimeMilliseconds(), ExpiresMs = expires.ToUnixTimeMilliseconds(), Search = change.IsSearch ? 1L : 0L,
            Remove = change.Remove.Select(static number => (long)number.Digits).ToArray(),
        };
        return database.WriteAsync<ReservationOutcome>(
            async (connection, transaction) =>
            {
                var before = await ReadAsync(connection, transaction, change.Resource, id);
                if (before is not null && (before.State != ReservationState.Active || before.ExpiresAt <= now)) return new ReservationOutcome.NotActive(before.State == ReservationState.Active ? ReservationState.Expired : before.State);
                var kept = before?.Numbers.Select(static number => number.Offer.Number).Except(change.Remove) ?? [];
                if (kept.Union(change.Add.Select(static number => number.Offer.Number)).Count() > NumberReservation.MostNumbers) return ReservationOutcome.TooMany.Instance;
                await connection.ExecuteAsync(
                    """
                    INSERT INTO number_reservations (resource_id, id, search, state, created_ms, expires_ms) VALUES (@Resource, @Id, @Search, 0, @NowMs, @ExpiresMs)
                    ON CONFLICT (resource_id, id) DO UPDATE SET expires_ms = excluded.expires_ms
                    """,
                    key, transaction);
                if (change.Remove.Count > 0)
                {
                    await connection.ExecuteAsync($"DELETE FROM reserved_numbers WHERE resource_id = @Resource AND reservation_id = @Id AND number {database.AnyOf("@Remove")}", key, transaction);
                    await connection.ExecuteAsync($"DELETE FROM number_claims WHERE resource_id = @Gateway AND holder_id = @Id AND number {database.AnyOf("@Remove")}", key, transaction);
                }
                foreach (var wanted in change.Add) await AddNumberAsync(connection, transaction, change, wanted, expires, now);
                await connection.ExecuteAsync("UPDATE number_claims SET until_ms = @ExpiresMs WHERE resource_id = @Gateway AND holder_id = @Id", key, transaction);
                var after = await ReadAsync(connection, transaction, change.Resource, id);
                return new ReservationOutcome.Saved(after!, before is null);      // just written
            },
            cancellation);
    }

    public ValueTask<NumberReservation?> FindReservationAsync(ResourceId resource, Guid id, CancellationToken cancellation) =>
        database.SnapshotAsync((connection, transaction) => ReadAsync(connection, transaction, resource, id.ToString("N")), cancellation);

    public ValueTask<IReadOnlyList<NumberReservation>> ListReservationsAsync(ResourceId resource, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<NumberReservation>>(
            async connection => [.. (await connection.QueryAsync<ReservationRow>(
                $"SELECT {ReservationRow.Columns} FROM number_reservations WHERE resource_id = @Resource AND search = 0 ORDER BY created_ms, id", new { Resource = resource.Value })).Select(static row => row.ToReservation([]))],
            cancellation);

    public ValueTask<SubmitOutcome?> DeleteReservationAsync(ResourceId resource, Guid id, CancellationToken cancellation)
    {
        var key = new { Gateway = ResourceId.Gateway.Value, Resource = resource.Value, Id = id.ToString("N") };
        return database.WriteAsync<SubmitOutcome?>(
            async (connection, transaction) =>
            {
                var state = await connection.ExecuteScalarAsync<long?>("SELECT state FROM number_reservations WHERE resource_id = @Resource AND id = @Id", key, transaction);
                if (state is null) return SubmitOutcome.NotFound.Instance;
                if (state == (long)ReservationState.Submitted) return new SubmitOutcome.NotActive(ReservationState.Submitted);
                await connection.ExecuteAsync("DELETE FROM number_claims WHERE resource_id = @Gateway AND holder_id = @Id", key, transaction);
                await connection.ExecuteAsync("DELETE FROM reserved_numbers WHERE resource_id = @Resource AND reservation_id = @Id", key, transaction);
                await connection.ExecuteAsync("DELETE FROM number_reservations WHERE resource_id = @Resource AND id = @Id", key, transaction);
                return null;
            },
            cancellation);
    }

    public ValueTask<int> ExpireAsync(DateTimeOffset now, DateTimeOffset forget, CancellationToken cancellation)
    {
        var times = new { NowMs = now.ToUnixTimeMilliseconds(), ForgetMs = forget.ToUnixTimeMilliseconds() };
        return database.WriteAsync(
            async (connection, transaction) =>
            {
                const string Over = "SELECT 1 FROM number_reservations r WHERE r.resource_id = reserved_numbers.resource_id AND r.id = reserved_numbers.reservation_id";
                await connection.ExecuteAsync("UPDATE number_reservations SET state = 3 WHERE state = 0 AND expires_ms <= @NowMs", times, transaction);
                await connection.ExecuteAsync($"UPDATE reserved_numbers SET state = 1 WHERE state = 0 AND EXISTS ({Over} AND r.state = 3)", times, transaction);
                await connection.ExecuteAsync($"DELETE FROM reserved_numbers WHERE EXISTS ({Over} AND r.state > 1 AND r.created_ms < @ForgetMs)", times, transaction);
                await connection.ExecuteAsync("DELETE FROM number_reservations WHERE state > 1 AND created_ms < @ForgetMs", times, transaction);
                return await connection.ExecuteAsync("DELETE FROM number_claims WHERE until_ms <= @NowMs", times, transaction);
            },
            cancellation);
    }

    public ValueTask<IReadOnlyList<NumberClaim>> ListClaimsAsync(DateTimeOffset now, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<NumberClaim>>(
            async connection =>
            {
                var rows = await connection.QueryAsync<(long Number, long Kind, string Holder, long UntilMs)>(
                    "SELECT number, kind, holder, until_ms FROM number_claims WHERE until_ms > @NowMs ORDER BY number", new { NowMs = now.ToUnixTimeMilliseconds() });
                return [.. rows.Select(static row => new NumberClaim(
                    PhoneNumber.TryFromDigits((ulong)row.Number, out var number) ? number : default, (NumberClaimKind)row.Kind, ResourceId.Parse(row.Holder), DateTimeOffset.FromUnixTimeMilliseconds(row.UntilMs)))];
            },
            cancellation);

    public ValueTask<bool> EndQuarantineAsync(PhoneNumber number, CancellationToken cancellation) =>
        database.ApplyAsync(
            async (connection, transaction) => await connection.ExecuteAsync(
                "DELETE FROM number_claims WHERE resource_id = @Gateway AND number = @Number AND kind = @Kind",
                new { Gateway = ResourceId.Gateway.Value, Number = (long)number.Digits, Kind = (long)NumberClaimKind.Quarantine }, transaction) > 0,
            cancellation);

    public ValueTask<SubmitOutcome> PurchaseAsync(ResourceId resource, Guid reservation, NumberOperation operation, CancellationToken cancellation) =>
        database.WriteAsync<SubmitOutcome>(
            async (connection, transaction) =>
            {
                var (id, now) = (reservation.ToString("N"), operation.CreatedAt);
                if (await ReadAsync(connection, transaction, resource, id) is not { } found) return SubmitOutcome.NotFound.Instance;
                if (found.State is ReservationState.Submitted or ReservationState.Completed && await BegunAsync(connection, transaction, resource, id) is { } begun) return new SubmitOutcome.Submitted(begun);
                if (found.State != ReservationState.Active) return new SubmitOutcome.NotActive(found.State);
                if (found.ExpiresAt <= now) return new SubmitOutcome.NotActive(ReservationState.Expired);
                var held = found.Numbers.Where(static number => number.State == ReservedNumberState.Reserved).ToList();
                if (held.Count == 0) return SubmitOutcome.Empty.Instance;
                await connection.ExecuteAsync("UPDATE number_reservations SET state = 1 WHERE resource_id = @Resource AND id = @Id", new { Resource = resource.Value, Id = id }, transaction);
                await connection.ExecuteAsync(NumberOperationRow.Insert, NumberOperationRow.From(operation), transaction);
                foreach (var number in held) await OrderHeldAsync(connection, transaction, operation, reservation, number);
                return new SubmitOutcome.Submitted(operation);
            },
            cancellation);

    private static async Task<NumberOperation?> BegunAsync(DbConnection connection, DbTransaction transaction, ResourceId resource, string reservation) =>
        (await connection.QueryFirstOrDefaultAsync<NumberOperationRow>(
            $"SELECT {NumberOperationRow.Columns} FROM number_operations WHERE resource_id = @Resource AND reservation_id = @Reservation AND kind IN (1, 2)", new { Resource = resource.Value, Reservation = reservation }, transaction))
            ?.ToOperation();

    private static async Task OrderHeldAsync(DbConnection connection, DbTransaction transaction, NumberOperation operation, Guid reservation, ReservedNumber number)
    {
        var now = operation.CreatedAt;
        var order = new NumberOrder
        {
            Id = new NumberOrderId(Guid.CreateVersion7(now)), Resource = operation.Resource, Operation = operation.Id, Kind = NumberOrderKind.Buy, State = NumberOrderState.Requested, Offer = number.Offer, Carrier = number.Carrier,
            Reservation = reservation, CreatedAt = now, ChangedAt = now, DueAt = now,
        };
        await connection.ExecuteAsync(NumberOrderRow.Insert, NumberOrderRow.From(order), transaction);
        await connection.ExecuteAsync(
            "UPDATE number_claims SET kind = @Kind, holder_id = @OrderId, until_ms = @UntilMs WHERE resource_id = @Gateway AND number = @Number AND holder_id = @Id",
            new
            {
                Gateway = ResourceId.Gateway.Value, Kind = (long)NumberClaimKind.Ordered, OrderId = order.Id.ToString(), UntilMs = s_always.ToUnixTimeMilliseconds(), Number = (long)order.Number.Digits, Id = reservation.ToString("N"),
            },
            transaction);
    }

    private static async Task AddNumberAsync(DbConnection connection, DbTransaction transaction, ReservationChange change, ReservedNumber wanted, DateTimeOffset expires, DateTimeOffset now)
    {
        if (wanted.State == ReservedNumberState.Reserved
            && (await IsOwnedAsync(connection, transaction, wanted.Offer.Number)
                || !await ClaimNumberAsync(connection, transaction, wanted.Offer.Number, NumberClaimKind.Reserved, change.Resource, change.Id.ToString("N"), expires, now)))
        {
            if (change.IsSearch) return;
            wanted = wanted with { State = ReservedNumberState.Error, ErrorCode = "NumberNotAvailable", Error = "The number is not available." };
        }
        await connection.ExecuteAsync(ReservedNumberRow.Upsert, ReservedNumberRow.From(change.Resource, change.Id, wanted), transaction);
    }

    // False: somebody else has it. What is over, what the same holder has, and a quarantine of what is ours again, is taken over.
    private static async Task<bool> ClaimNumberAsync(
        DbConnection connection, DbTransaction transaction, PhoneNumber number, NumberClaimKind kind, ResourceId holder, string holderId, DateTimeOffset until, DateTimeOffset now) =>
        await connection.ExecuteAsync(
            """
            INSERT INTO number_claims (resource_id, number, kind, holder, holder_id, until_ms) VALUES (@Gateway, @Number, @Kind, @Holder, @HolderId, @UntilMs)
            ON CONFLICT (resource_id, number) DO UPDATE SET kind = excluded.kind, holder = excluded.holder, holder_id = excluded.holder_id, until_ms = excluded.until_ms
              WHERE number_claims.until_ms <= @NowMs OR number_claims.holder_id = excluded.holder_id OR (number_claims.kind = 2 AND excluded.kind = 1)
            """,
            new
            {
                Gateway = ResourceId.Gateway.Value, Number = (long)number.Digits, Kind = (long)kind, Holder = holder.Value, HolderId = holderId, UntilMs = until.ToUnixTimeMilliseconds(), NowMs = now.ToUnixTimeMilliseconds(),
            },
            transaction) > 0;

    private static async Task<bool> IsOwnedAsync(DbConnection connection, DbTransaction transaction, PhoneNumber number) =>
        await connection.ExecuteScalarAsync<long?>("SELECT last FROM numbers WHERE first <= @Number ORDER BY first DESC LIMIT 1", new { Number = (long)number.Digits }, transaction) >= (long)number.Digits;

    private static async Task<NumberReservation?> ReadAsync(DbConnection connection, DbTransaction transaction, ResourceId resource, string id)
    {
        var key = new { Resource = resource.Value, Id = id };
        var row = await connection.QuerySingleOrDefaultAsync<ReservationRow>($"SELECT {ReservationRow.Columns} FROM number_reservations WHERE resource_id = @Resource AND id = @Id", key, transaction);
        if (row is null) return null;
        var numbers = await connection.QueryAsync<ReservedNumberRow>($"SELECT {ReservedNumberRow.Columns} FROM reserved_numbers WHERE resource_id = @Resource AND reservation_id = @Id ORDER BY number", key, transaction);
        return row.ToReservation([.. numbers.Select(static number => number.ToNumber())]);
    }
}
