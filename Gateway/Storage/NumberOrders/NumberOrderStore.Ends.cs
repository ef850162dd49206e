using System.Data.Common;
using Dapper;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberOrders;
using Telephony.Domain.Numbers;
using Telephony.Storage.Numbers;

namespace Telephony.Storage.NumberOrders;

/// <summary>What goes with the last step of an order, in its transaction: inventory, claim, reservation, operation.</summary>
public sealed partial class NumberOrderStore
{
    private static async Task ChangeInventoryAsync(DbConnection connection, DbTransaction transaction, NumberOrder order, NumberOrderEffect effect, NumberRecord? enter)
    {
        if (effect is not (NumberOrderEffect.EnterInventory or NumberOrderEffect.ChangeInventory or NumberOrderEffect.LeaveInventory)) return;
        var holder = effect == NumberOrderEffect.EnterInventory ? null : await HolderAsync(connection, transaction, order.Resource, order.Number);
        if (holder is not null)
        {
            await connection.ExecuteAsync("DELETE FROM numbers WHERE resource_id = @Resource AND first = @First", NumberRow.From(holder), transaction);
            // One number of a block: the block is cut in two around it.
            foreach (var rest in Around(holder.Range, order.Number)) await connection.ExecuteAsync(NumberRow.Upsert, NumberRow.From(holder with { Range = rest }), transaction);
        }
        if (enter is not null && effect != NumberOrderEffect.LeaveInventory) await connection.ExecuteAsync(NumberRow.Upsert, NumberRow.From(enter), transaction);
        await NumberStore.CountChangeAsync(connection, transaction, order.Resource);
    }

    private static async Task<NumberRecord?> HolderAsync(DbConnection connection, DbTransaction transaction, ResourceId resource, PhoneNumber number)
    {
        var row = await connection.QuerySingleOrDefaultAsync<NumberRow>(
            $"SELECT {NumberRow.Columns} FROM numbers WHERE resource_id = @Resource AND first <= @Number ORDER BY first DESC LIMIT 1", new { Resource = resource.Value, Number = (long)number.Digits }, transaction);
        return row is not null && row.Last >= (long)number.Digits ? row.ToRecord() : null;
    }

    private static IEnumerable<NumberRange> Around(NumberRange range, PhoneNumber number)
    {
        if (number > range.First && PhoneNumber.TryFromDigits(number.Digits - 1, out var before) && NumberRange.TryCreate(range.First, before, out var lower, out _)) yield return lower;
        if (number < range.Last && PhoneNumber.TryFromDigits(number.Digits + 1, out var after) && NumberRange.TryCreate(after, range.Last, out var upper, out _)) yield return upper;
    }

    private static async Task EndAsync(DbConnection connection, DbTransaction transaction, NumberOrder order, DateTimeOffset quarantineUntil)
    {
        await EndClaimAsync(connection, transaction, order, quarantineUntil);
        if (order.Kind == NumberOrderKind.Buy)
        {
            await connection.ExecuteAsync(
                "UPDATE reserved_numbers SET state = @State, error_code = @ErrorCode, error = @Error WHERE resource_id = @Resource AND reservation_id = @Reservation AND number = @Number",
                new
                {
                    Resource = order.Resource.Value, Reservation = order.Reservation.ToString("N"), Number = (long)order.Number.Digits,
                    State = (long)(order.IsGood ? ReservedNumberState.Purchased : ReservedNumberState.Error), order.ErrorCode, order.Error,
                },
                transaction);
        }
        await EndOperationAsync(connection, transaction, order);
    }

    private static async Task EndClaimAsync(DbConnection connection, DbTransaction transaction, NumberOrder order, DateTimeOffset quarantineUntil)
    {
        // What nobody knows about stays spoken for.
        if (order.State == NumberOrderState.Unknown) return;
        var holder = new { Gateway = ResourceId.Gateway.Value, Id = order.Id.ToString(), Kind = (long)NumberClaimKind.Quarantine, UntilMs = quarantineUntil.ToUnixTimeMilliseconds() };
        var rests = order.Kind == NumberOrderKind.Release && order.State == NumberOrderState.Released && quarantineUntil > order.ChangedAt;
        await connection.ExecuteAsync(
            rests ? "UPDATE number_claims SET kind = @Kind, until_ms = @UntilMs WHERE resource_id = @Gateway AND holder_id = @Id" : "DELETE FROM number_claims WHERE resource_id = @Gateway AND holder_id = @Id",
            holder, transaction);
    }

    private static async Task EndOperationAsync(DbConnection connection, DbTransaction transaction, NumberOrder order)
    {
        var key = new { Resource = order.Resource.Value, Id = order.Operation.ToString("N"), Reservation = order.Reservation.ToString("N") };
        var orders = (await connection.QueryAsync<NumberOrderRow>($"SELECT {NumberOrderRow.Columns} FROM number_orders WHERE resource_id = @Resource AND operation_id = @Id ORDER BY number", key, transaction))
            .Select(static row => row.ToOrder()).ToList();
        var row = await connection.QuerySingleOrDefaultAsync<NumberOperationRow>($"SELECT {NumberOperationRow.Columns} FROM number_operations WHERE resource_id = @Resource AND id = @Id", key, transaction);
        if (row is null) return;
        var operation = row.ToOperation().After(orders, order.ChangedAt);
        await connection.ExecuteAsync(
            "UPDATE number_operations SET state = @State, changed_ms = @ChangedMs, error_code = @ErrorCode, error = @Error WHERE resource_id = @Resource AND id = @Id", NumberOperationRow.From(operation), transaction);
        if (operation.IsOver && order.Kind == NumberOrderKind.Buy)
            await connection.ExecuteAsync("UPDATE number_reservations SET state = 2 WHERE resource_id = @Resource AND id = @Reservation AND state = 1", key, transaction);
    }
}
