using System.Data.Common;
using Dapper;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberOrders;
using Telephony.Domain.Numbers;
using Telephony.Storage.Databases;
using Telephony.Storage.Numbers;

namespace Telephony.Storage.NumberOrders;

/// <summary>Orders and operations in the database. Reservations and claims are in <c>NumberOrderStore.Reservations.cs</c>, what an order's end changes in <c>NumberOrderStore.Ends.cs</c>.</summary>
public sealed partial class NumberOrderStore(Database database) : INumberOrderStore
{
    private const string NotOver = "state NOT IN (5, 6, 11, 14)";

    /// <summary>In <c>node</c> while a gateway is at the order; empty while it waits, for whoever comes first when it is due.</summary>
    private string AtIt => "@" + database.Node;

    public ValueTask<SubmitOutcome> OrderAsync(NumberOperation operation, NumberOrder order, CancellationToken cancellation) =>
        database.WriteAsync<SubmitOutcome>(
            async (connection, transaction) =>
            {
                if (!await ClaimNumberAsync(connection, transaction, order.Number, NumberClaimKind.Ordered, order.Resource, order.Id.ToString(), s_always, order.CreatedAt))
                    return await UnderWayAsync(connection, transaction, order) is { } begun ? new SubmitOutcome.Submitted(begun) : SubmitOutcome.Busy.Instance;
                await connection.ExecuteAsync(NumberOperationRow.Insert, NumberOperationRow.From(operation), transaction);
                await connection.ExecuteAsync(NumberOrderRow.Insert, NumberOrderRow.From(order), transaction);
                return new SubmitOutcome.Submitted(operation);
            },
            cancellation);

    public async ValueTask AddAsync(NumberOperation operation, CancellationToken cancellation) =>
        await database.ApplyAsync((connection, transaction) => connection.ExecuteAsync(NumberOperationRow.Insert, NumberOperationRow.From(operation), transaction), cancellation);

    public ValueTask<NumberOperation?> FindOperationAsync(ResourceId resource, Guid id, CancellationToken cancellation) =>
        database.ReadAsync(
            async connection => (await connection.QuerySingleOrDefaultAsync<NumberOperationRow>(
                $"SELECT {NumberOperationRow.Columns} FROM number_operations WHERE resource_id = @Resource AND id = @Id", new { Resource = resource.Value, Id = id.ToString("N") }))?.ToOperation(),
            cancellation);

    public ValueTask<IReadOnlyList<NumberOrder>> ListOrdersAsync(Guid operation, CancellationToken cancellation) =>
        QueryAsync($"SELECT {NumberOrderRow.Columns} FROM number_orders WHERE operation_id = @Operation ORDER BY number", new { Operation = operation.ToString("N") }, cancellation);

    public ValueTask<IReadOnlyList<NumberOrder>> ListOrdersAsync(ResourceId? resource, bool open, int most, CancellationToken cancellation) =>
        QueryAsync(
            $"SELECT {NumberOrderRow.Columns} FROM number_orders WHERE {(resource is null ? "1 = 1" : "resource_id = @Resource")} AND {(open ? $"({NotOver} OR state = 14)" : "1 = 1")} ORDER BY id DESC LIMIT @Most",
            new { Resource = resource?.Value, Most = most },
            cancellation);

    public ValueTask<IReadOnlyList<NumberOrder>> ClaimAsync(int most, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellation) =>
        database.ApplyAsync<IReadOnlyList<NumberOrder>>(
            async (connection, transaction) =>
            {
                var rows = await connection.QueryAsync<NumberOrderRow>(
                    $"""
                    WITH due AS MATERIALIZED (SELECT resource_id, id FROM number_orders WHERE {NotOver} AND due_ms <= @NowMs ORDER BY due_ms LIMIT @Most {database.SkipLocked})
                    UPDATE number_orders SET node = @Node, due_ms = @UntilMs, version = version + 1 WHERE (resource_id, id) IN (SELECT resource_id, id FROM due)
                    RETURNING {NumberOrderRow.Columns}
                    """,
                    new { Most = most, NowMs = now.ToUnixTimeMilliseconds(), UntilMs = until.ToUnixTimeMilliseconds(), Node = AtIt },
                    transaction);
                return [.. rows.Select(static row => row.ToOrder()).OrderBy(static order => order.Id.ToString(), StringComparer.Ordinal)];
            },
            cancellation);

    public ValueTask<int> ReclaimAsync(DateTimeOffset now, CancellationToken cancellation) =>
        database.ApplyAsync(
            (connection, transaction) => connection.ExecuteAsync(
                $"UPDATE number_orders SET due_ms = @NowMs, version = version + 1 WHERE {NotOver} AND due_ms > @NowMs AND node = @Node", new { NowMs = now.ToUnixTimeMilliseconds(), Node = AtIt }, transaction),
            cancellation);

    public ValueTask<DateTimeOffset?> NextDueAsync(CancellationToken cancellation) =>
        database.ReadAsync(
            static async connection => await connection.ExecuteScalarAsync<long?>($"SELECT min(due_ms) FROM number_orders WHERE {NotOver}") is { } due ? DateTimeOffset.FromUnixTimeMilliseconds(due) : (DateTimeOffset?)null,
            cancellation);

    public ValueTask<OrderSave> SaveAsync(NumberOrder order, NumberOrderEffect effect, NumberRecord? enter, DateTimeOffset quarantineUntil, CancellationToken cancellation) =>
        database.WriteAsync(
            async (connection, transaction) =>
            {
                var row = NumberOrderRow.From(order);
                row.Node = NumberOrderMachine.IsUnderWay(order.State) ? AtIt : "";
                if (await connection.ExecuteScalarAsync<long?>("SELECT version FROM number_orders WHERE resource_id = @Resource AND id = @Id", row, transaction) != order.Version - 1) return OrderSave.Stale;
                if (effect == NumberOrderEffect.EnterInventory && enter is not null && await NumberStore.FindOverlapAsync(connection, transaction, enter) is not null) return OrderSave.Overlap;
                await connection.ExecuteAsync(
                    """
                    UPDATE number_orders SET state = @State, carrier_id = @CarrierId, attempts = @Attempts, changed_ms = @ChangedMs, due_ms = @DueMs, version = @Version, error_code = @ErrorCode, error = @Error, node = @Node
                    WHERE resource_id = @Resource AND id = @Id
                    """,
                    row, transaction);
                await ChangeInventoryAsync(connection, transaction, order, effect, enter);
                if (order.IsOver) await EndAsync(connection, transaction, order, quarantineUntil);
                return OrderSave.Saved;
            },
            cancellation);

    // The operation that does what is wanted already: who asks again lost the answer.
    private static async Task<NumberOperation?> UnderWayAsync(DbConnection connection, DbTransaction transaction, NumberOrder wanted)
    {
        var key = new { Gateway = ResourceId.Gateway.Value, Resource = wanted.Resource.Value, Number = (long)wanted.Number.Digits, Kind = (long)wanted.Kind, Capabilities = (long)wanted.Offer.Capabilities };
        return (await connection.QueryFirstOrDefaultAsync<NumberOperationRow>(
            $"""
            SELECT {NumberOperationRow.Columns} FROM number_operations WHERE resource_id = @Resource AND id IN (
              SELECT operation_id FROM number_orders WHERE resource_id = @Resource AND kind = @Kind AND capabilities = @Capabilities
                AND id IN (SELECT holder_id FROM number_claims WHERE resource_id = @Gateway AND number = @Number AND kind = 1))
            """,
            key, transaction))?.ToOperation();
    }

    private ValueTask<IReadOnlyList<NumberOrder>> QueryAsync(string sql, object values, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<NumberOrder>>(async connection => [.. (await connection.QueryAsync<NumberOrderRow>(sql, values)).Select(static row => row.ToOrder())], cancellation);
}
