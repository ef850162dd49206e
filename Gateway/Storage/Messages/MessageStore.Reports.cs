using System.Data.Common;
using Dapper;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Storage.Events;

namespace Telephony.Storage.Messages;

/// <summary>Reports: each is about one part. A message is delivered when all its parts are, and failed when one is.</summary>
public sealed partial class MessageStore
{
    private const int MostEarly = 100_000;

    private static readonly TimeSpan EarlyKept = TimeSpan.FromDays(1);

    private const string OpenPart = "SELECT 1 FROM message_parts WHERE resource_id = @Resource AND message_id = @Id AND state IN (0, 1) LIMIT 1";

    private readonly string _hold = $"SELECT {MessageRow.Columns} FROM messages WHERE resource_id = @Resource AND id = @Id {database.ForUpdate}";

    private bool _mayBeKept = true;
    private long _kept;
    private DateTimeOffset _keptCountedAt;

    private async Task<bool> ReportAsync(DbConnection connection, DbTransaction transaction, DeliveryReport report, Func<MessageRecord, DeliveryReport, NewEvent?> tell, DateTimeOffset now)
    {
        var named = await database.QueryOftenAsync(
            connection, transaction, "SELECT resource_id, message_id FROM message_parts WHERE carrier = @Carrier AND carrier_id = @CarrierId LIMIT 1", new { report.Carrier, report.CarrierId },
            static row => (Resource: row.GetString(0), Id: row.GetString(1)));
        if (named is [var message]) return await ApplyAsync(connection, transaction, message.Resource, message.Id, report, tell, now);
        if (report.Ours is { } ours && await TryAdoptAsync(connection, transaction, report, ours, now)) return await ApplyAsync(connection, transaction, ours.Resource.Value, ours.Id.ToString(), report, tell, now);
        await KeepAsync(connection, transaction, report, now);
        return false;
    }

    public ValueTask<int> ApplyKeptAsync(Func<MessageRecord, DeliveryReport, NewEvent?> tell, DateTimeOffset now, CancellationToken cancellation) =>
        database.ApplyAsync(
            async (connection, transaction) =>
            {
                var found = (await connection.QueryAsync<(string Carrier, string CarrierId, long State, long AtMs, string ErrorCode)>(
                    """
                    WITH known AS MATERIALIZED (SELECT e.carrier, e.carrier_id FROM early_reports e JOIN message_parts p ON p.carrier = e.carrier AND p.carrier_id = e.carrier_id LIMIT 500)
                    DELETE FROM early_reports WHERE (carrier, carrier_id) IN (SELECT carrier, carrier_id FROM known) RETURNING carrier, carrier_id, state, at_ms, error_code
                    """, transaction: transaction)).ToList();
                foreach (var (carrier, carrierId, state, atMs, errorCode) in found.OrderBy(static report => report.State))
                {
                    await ReportAsync(connection, transaction, new DeliveryReport(carrier, carrierId, (DeliveryState)state, DateTimeOffset.FromUnixTimeMilliseconds(atMs), errorCode), tell, now);
                }
                return found.Count;
            },
            cancellation);

    public ValueTask<int> ExpireReportsAsync(Func<MessageRecord, NewEvent?> tell, DateTimeOffset now, int most, CancellationToken cancellation) =>
        database.ApplyAsync(
            async (connection, transaction) =>
            {
                var overdue = (await connection.QueryAsync<MessageRow>(
                    $"""
                    WITH overdue AS MATERIALIZED (SELECT resource_id, id FROM messages WHERE state = 2 AND wants_report = 1 AND expires_ms <= @NowMs ORDER BY expires_ms LIMIT @Most {database.SkipLocked})
                    UPDATE messages SET state = 5, changed_ms = @NowMs, error_code = 'ReportTimeout', error = 'The carrier took it, and no report came in time.'
                    WHERE (resource_id, id) IN (SELECT resource_id, id FROM overdue)
                    RETURNING {MessageRow.Columns}
                    """,
                    new { NowMs = now.ToUnixTimeMilliseconds(), Most = most }, transaction)).Select(static row => row.ToRecord()).ToList();
                await EventRows.AddAsync(database, connection, transaction, overdue.Select(tell).OfType<NewEvent>());
                return overdue.Count;
            },
            cancellation);

    // The carrier repeats our id before its answer told us its own: so it has the message, whatever became of the answer. A doubt is over, and what was to be sent again for it is not.
    private async Task<bool> TryAdoptAsync(DbConnection connection, DbTransaction transaction, DeliveryReport report, (ResourceId Resource, MessageId Id) ours, DateTimeOffset now)
    {
        var key = new { Resource = ours.Resource.Value, Id = ours.Id.ToString(), report.Carrier, report.CarrierId, NowMs = now.ToUnixTimeMilliseconds() };
        if (await connection.ExecuteScalarAsync<long?>(
            $"SELECT state FROM messages WHERE resource_id = @Resource AND id = @Id AND carrier = @Carrier AND attempts > 0 AND state IN (0, 1, 2, 5) {database.ForUpdate}", key, transaction) is null) return false;
        await connection.ExecuteAsync(
            "UPDATE messages SET state = 2, changed_ms = @NowMs, error_code = '', error = '', node = '' WHERE resource_id = @Resource AND id = @Id AND state IN (0, 5)", key, transaction);
        await connection.ExecuteAsync(AddPart, key, transaction);
        return true;
    }

    private async Task<bool> ApplyAsync(
        DbConnection connection, DbTransaction transaction, string resource, string id, DeliveryReport report, Func<MessageRecord, DeliveryReport, NewEvent?> tell, DateTimeOffset now)
    {
        // Held first: two gateways with the reports of two parts would each see the other part open.
        var row = (await database.QueryOftenAsync(connection, transaction, _hold, new { Resource = resource, Id = id }, MessageRow.Read)) is [var found] ? found : null;
        await database.ExecuteManyAsync(
            connection, transaction,
            "UPDATE message_parts SET state = @State WHERE resource_id = @Resource AND message_id = @Id AND carrier = @Carrier AND carrier_id = @CarrierId AND state IN (0, 1)",
            [new { Resource = resource, Id = id, report.Carrier, report.CarrierId, State = (long)report.State }]);
        if (!report.IsFinal || row is null) return false;
        var failed = !IsSuccess(report.State);
        if (!failed && (await database.QueryOftenAsync(connection, transaction, OpenPart, new { Resource = resource, Id = id }, static _ => true)).Count > 0) return false;
        if (MessageMachine.On((MessageState)row.State, failed ? MessageTrigger.ReportedFailed : MessageTrigger.ReportedDelivered) is not { } next) return false;
        (row.State, row.ErrorCode, row.ChangedMs) = ((long)next, report.ErrorCode, now.ToUnixTimeMilliseconds());
        await database.ExecuteManyAsync(connection, transaction, "UPDATE messages SET state = @State, error_code = @ErrorCode, changed_ms = @ChangedMs, node = '' WHERE resource_id = @Resource AND id = @Id", [row]);
        if (tell(row.ToRecord(), report) is { } happened) await EventRows.AddAsync(database, connection, transaction, [happened]);
        return true;
    }

    private static bool IsSuccess(DeliveryState state) => state is DeliveryState.Delivered or DeliveryState.Accepted;

    private async Task KeepAsync(DbConnection connection, DbTransaction transaction, DeliveryReport report, DateTimeOffset now)
    {
        // All of them are looked at now and then only: a system that shares our bind may get its receipts by us, thousands of them.
        if (now - _keptCountedAt is { Ticks: < 0 } or { TotalSeconds: >= 60 })
        {
            await connection.ExecuteAsync("DELETE FROM early_reports WHERE kept_ms < @BeforeMs", new { BeforeMs = (now - EarlyKept).ToUnixTimeMilliseconds() }, transaction);
            (_kept, _keptCountedAt) = (await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM early_reports", transaction: transaction), now);
        }
        if (_kept++ >= MostEarly) return;
        _mayBeKept = true;
        await connection.ExecuteAsync(
            """
            INSERT INTO early_reports (resource_id, carrier, carrier_id, state, at_ms, error_code, kept_ms) VALUES (@Resource, @Carrier, @CarrierId, @State, @AtMs, @ErrorCode, @NowMs)
            ON CONFLICT (resource_id, carrier, carrier_id, state) DO NOTHING
            """,
            new
            {
                Resource = ResourceId.Gateway.Value, report.Carrier, report.CarrierId, State = (long)report.State, AtMs = (report.At ?? now).ToUnixTimeMilliseconds(), report.ErrorCode, NowMs = now.ToUnixTimeMilliseconds(),
            },
            transaction);
    }
}
