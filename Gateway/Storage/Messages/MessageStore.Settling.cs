using System.Data.Common;
using Dapper;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Storage.Events;

namespace Telephony.Storage.Messages;

/// <summary>What became of messages that were handed over.</summary>
public sealed partial class MessageStore
{
    // Sending and Unknown only: what a report decided meanwhile stays.
    private const string Settle = """
        UPDATE messages SET state = @State, carrier = @Carrier, others = @Others, due_ms = @DueMs, changed_ms = @NowMs, error_code = @ErrorCode, error = @Error, node = ''
        WHERE resource_id = @Resource AND id = @Id AND state IN (1, 5)
        """;

    private const string AddPart = """
        INSERT INTO message_parts (resource_id, message_id, carrier, carrier_id, state) VALUES (@Resource, @Id, @Carrier, @CarrierId, 0) ON CONFLICT (resource_id, message_id, carrier, carrier_id) DO NOTHING
        """;

    private async Task SettleAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<MessageSettlement> settlements, Func<MessageRecord, DeliveryReport, NewEvent?> tell, DateTimeOffset now)
    {
        if (settlements.Count == 0) return;
        var nowMs = now.ToUnixTimeMilliseconds();
        var (states, parts) = (new List<object>(settlements.Count), new List<object>(settlements.Count));
        foreach (var settled in settlements)
        {
            var (resource, id) = (settled.Message.Resource.Value, settled.Message.Id.ToString());
            states.Add(new
            {
                Resource = resource, Id = id, State = (long)settled.State, settled.Carrier, Others = MessageRow.Join(settled.Others), DueMs = settled.DueAt.ToUnixTimeMilliseconds(), NowMs = nowMs, settled.ErrorCode, settled.Error,
            });
            foreach (var carrierId in settled.CarrierIds) parts.Add(new { Resource = resource, Id = id, settled.Carrier, CarrierId = carrierId });
        }
        await database.ExecuteManyAsync(connection, transaction, Settle, states);
        await database.ExecuteManyAsync(connection, transaction, AddPart, parts);
        await EventRows.AddAsync(database, connection, transaction, settlements.Where(static settled => settled.Tell is not null).Select(static settled => settled.Tell!));      // just looked at
        if (parts.Count > 0 && await SomeKeptAsync(connection, transaction)) await ApplyEarlyAsync(connection, transaction, settlements, tell, now);
    }

    // Where no other gateway keeps reports, it is known without a question that there are none.
    private async ValueTask<bool> SomeKeptAsync(DbConnection connection, DbTransaction transaction)
    {
        if (!_mayBeKept && database.Node.Length == 0) return false;
        return _mayBeKept = await connection.ExecuteScalarAsync<long?>("SELECT 1 FROM early_reports LIMIT 1", transaction: transaction) is not null;
    }

    private async Task ApplyEarlyAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyList<MessageSettlement> settlements, Func<MessageRecord, DeliveryReport, NewEvent?> tell, DateTimeOffset now)
    {
        string[] ids = [.. settlements.SelectMany(static settled => settled.CarrierIds)];
        var early = (await connection.QueryAsync<(string Carrier, string CarrierId, long State, long AtMs, string ErrorCode)>(
            $"DELETE FROM early_reports WHERE resource_id = @Resource AND carrier {database.AnyOf("@Carriers")} AND carrier_id {database.AnyOf("@Ids")} RETURNING carrier, carrier_id, state, at_ms, error_code",
            new { Resource = ResourceId.Gateway.Value, Carriers = settlements.Select(static settled => settled.Carrier).Distinct().ToArray(), Ids = ids }, transaction)).ToList();
        foreach (var (carrier, carrierId, state, atMs, errorCode) in early.OrderBy(static report => report.State))
        {
            var about = settlements.FirstOrDefault(settled => settled.Carrier == carrier && settled.CarrierIds.Contains(carrierId));
            if (about is null) continue;
            var report = new DeliveryReport(carrier, carrierId, (DeliveryState)state, DateTimeOffset.FromUnixTimeMilliseconds(atMs), errorCode);
            await ApplyAsync(connection, transaction, about.Message.Resource.Value, about.Message.Id.ToString(), report, tell, now);
        }
    }
}
