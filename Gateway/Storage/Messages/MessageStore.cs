using System.Data.Common;
using Dapper;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Storage.Databases;
using Telephony.Storage.Events;

namespace Telephony.Storage.Messages;

/// <summary>Messages in the database. What comes from the network is in <c>MessageStore.Inbound.cs</c>, reports in <c>MessageStore.Reports.cs</c>.</summary>
public sealed partial class MessageStore(Database database) : IMessageStore
{
    private const string Insert = """
        INSERT INTO messages (resource_id, id, state, sender, recipient, body, tag, wants_report, created_ms, changed_ms, due_ms, expires_ms, carrier, others, attempts, error_code, error, repeat_key, node)
        VALUES (@Resource, @Id, @State, @Sender, @Recipient, @Body, @Tag, @WantsReport, @CreatedMs, @ChangedMs, @DueMs, @ExpiresMs, @Carrier, @Others, @Attempts, @ErrorCode, @Error, @RepeatKey, '')
        """;

    // Sending and Unknown only: what a report decided meanwhile stays.
    private const string Settle = """
        UPDATE messages SET state = @State, carrier = @Carrier, others = @Others, due_ms = @DueMs, changed_ms = @NowMs, error_code = @ErrorCode, error = @Error, node = ''
        WHERE resource_id = @Resource AND id = @Id AND state IN (1, 5)
        """;

    private const string AddPart = """
        INSERT INTO message_parts (resource_id, message_id, carrier, carrier_id, state) VALUES (@Resource, @Id, @Carrier, @CarrierId, 0) ON CONFLICT (resource_id, message_id, carrier, carrier_id) DO NOTHING
        """;

    public ValueTask<IReadOnlyList<AddedMessage>> AddAsync(IReadOnlyList<MessageRecord> messages, CancellationToken cancellation) =>
        database.WriteAsync<IReadOnlyList<AddedMessage>>(
            async (connection, transaction) =>
            {
                var known = await FindRepeatsAsync(connection, transaction, messages);
                var (added, fresh) = (new AddedMessage[messages.Count], new List<MessageRow>());
                for (var i = 0; i < messages.Count; i++)
                {
                    var message = messages[i];
                    if (message.RepeatKey.Length > 0 && known.TryGetValue((message.Resource.Value, message.RepeatKey), out var stored)) added[i] = new AddedMessage(stored.Id, IsRepeat: true, IsSame(stored, message));
                    else
                    {
                        if (message.RepeatKey.Length > 0) known[(message.Resource.Value, message.RepeatKey)] = message;
                        fresh.Add(MessageRow.From(message));
                        added[i] = new AddedMessage(message.Id, IsRepeat: false, IsSame: true);
                    }
                }
                await database.ExecuteManyAsync(connection, transaction, Insert, fresh);
                return added;
            },
            cancellation);

    public ValueTask<IReadOnlyList<MessageRecord>> ClaimAsync(string carrier, int most, DateTimeOffset now, CancellationToken cancellation) => ClaimAsync(carrier, "", most, now, cancellation);

    public ValueTask<IReadOnlyList<MessageRecord>> ClaimElsewhereAsync(string carrier, int most, DateTimeOffset now, CancellationToken cancellation) =>
        ClaimAsync(carrier, "AND (others <> '' OR expires_ms <= @NowMs)", most, now, cancellation);

    public ValueTask<IReadOnlyList<MessageRecord>> TakeOverAsync(DateTimeOffset before, DateTimeOffset now, int most, CancellationToken cancellation) =>
        database.ApplyAsync<IReadOnlyList<MessageRecord>>(
            async (connection, transaction) =>
            {
                var rows = await connection.QueryAsync<MessageRow>(
                    $"""
                    UPDATE messages SET node = @Node, changed_ms = @NowMs
                    WHERE (resource_id, id) IN (SELECT resource_id, id FROM messages WHERE state = 1 AND node <> @Node AND changed_ms < @BeforeMs LIMIT @Most {database.SkipLocked})
                    RETURNING {MessageRow.Columns}
                    """,
                    new { database.Node, NowMs = now.ToUnixTimeMilliseconds(), BeforeMs = before.ToUnixTimeMilliseconds(), Most = most },
                    transaction);
                return rows.Select(static row => row.ToRecord()).ToList();
            },
            cancellation);

    public ValueTask<DateTimeOffset?> LastDueAsync(MessageAddress sender, CancellationToken cancellation) =>
        database.ReadAsync(
            async connection => await connection.ExecuteScalarAsync<long?>("SELECT max(due_ms) FROM messages WHERE state = 0 AND sender = @Sender", new { Sender = sender.Text }) is { } due
                ? DateTimeOffset.FromUnixTimeMilliseconds(due) : (DateTimeOffset?)null,
            cancellation);

    public ValueTask<IReadOnlyList<MessageRecord>> ListSendingAsync(CancellationToken cancellation) =>
        QueryAsync($"SELECT {MessageRow.Columns} FROM messages WHERE state = 1 AND (node = @Node OR node = '')", new { database.Node }, cancellation);

    public ValueTask<DateTimeOffset?> NextDueAsync(string carrier, CancellationToken cancellation) =>
        database.ReadAsync(
            async connection => await connection.ExecuteScalarAsync<long?>("SELECT min(due_ms) FROM messages WHERE carrier = @Carrier AND state = 0", new { Carrier = carrier }) is { } due
                ? DateTimeOffset.FromUnixTimeMilliseconds(due) : (DateTimeOffset?)null,
            cancellation);

    public async ValueTask SettleAsync(IReadOnlyList<MessageSettlement> settlements, Func<MessageRecord, DeliveryReport, NewEvent?> tell, DateTimeOffset now, CancellationToken cancellation)
    {
        await database.ApplyAsync(
            async (connection, transaction) =>
            {
                await database.ExecuteManyAsync(connection, transaction, Settle, [.. settlements.Select(settled => new
                {
                    Resource = settled.Message.Resource.Value, Id = settled.Message.Id.ToString(), State = (long)settled.State, settled.Carrier, Others = MessageRow.Join(settled.Others),
                    DueMs = settled.DueAt.ToUnixTimeMilliseconds(), NowMs = now.ToUnixTimeMilliseconds(), settled.ErrorCode, settled.Error,
                })]);
                await database.ExecuteManyAsync(connection, transaction, AddPart, [.. settlements.SelectMany(static settled => settled.CarrierIds.Select(id => new
                {
                    Resource = settled.Message.Resource.Value, Id = settled.Message.Id.ToString(), settled.Carrier, CarrierId = id,
                }))]);
                await EventRows.AddAsync(database, connection, transaction, settlements.Where(static settled => settled.Tell is not null).Select(static settled => settled.Tell!));      // just looked at
                await ApplyEarlyAsync(connection, transaction, settlements, tell, now);
                return 0;
            },
            cancellation);
    }

    public async ValueTask<MessageRecord?> FindAsync(ResourceId resource, MessageId id, CancellationToken cancellation) =>
        (await QueryAsync($"SELECT {MessageRow.Columns} FROM messages WHERE resource_id = @Resource AND id = @Id", new { Resource = resource.Value, Id = id.ToString() }, cancellation)) is [var found] ? found : null;

    public ValueTask<IReadOnlyList<MessageRecord>> ListAsync(ResourceId? resource, MessageState? state, int most, CancellationToken cancellation) =>
        QueryAsync(
            $"""
            SELECT {MessageRow.Columns} FROM messages
            WHERE {(resource is null ? "1 = 1" : "resource_id = @Resource")} AND {(state is null ? "1 = 1" : "state = @State")} ORDER BY id DESC LIMIT @Most
            """,
            new { Resource = resource?.Value, State = (long?)state ?? 0, Most = most },
            cancellation);

    public ValueTask<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellation) =>
        database.ApplyAsync(
            async (connection, transaction) =>
            {
                var limit = new { BeforeMs = before.ToUnixTimeMilliseconds() };
                await connection.ExecuteAsync(
                    "DELETE FROM message_parts WHERE EXISTS (SELECT 1 FROM messages m WHERE m.resource_id = message_parts.resource_id AND m.id = message_parts.message_id AND m.state > 1 AND m.changed_ms < @BeforeMs)",
                    limit, transaction);
                var gone = await connection.ExecuteAsync("DELETE FROM messages WHERE state > 1 AND changed_ms < @BeforeMs", limit, transaction);
                return gone + await connection.ExecuteAsync("DELETE FROM inbound_messages WHERE at_ms < @BeforeMs", limit, transaction);
            },
            cancellation);

    private ValueTask<IReadOnlyList<MessageRecord>> ClaimAsync(string carrier, string condition, int most, DateTimeOffset now, CancellationToken cancellation) =>
        database.ApplyAsync<IReadOnlyList<MessageRecord>>(
            async (connection, transaction) =>
            {
                var rows = await connection.QueryAsync<MessageRow>(
                    $"""
                    UPDATE messages SET state = 1, node = @Node, attempts = attempts + 1, changed_ms = @NowMs
                    WHERE (resource_id, id) IN (SELECT resource_id, id FROM messages WHERE carrier = @Carrier AND state = 0 AND due_ms <= @NowMs {condition} ORDER BY due_ms LIMIT @Most {database.SkipLocked})
                    RETURNING {MessageRow.Columns}
                    """,
                    new { Carrier = carrier, Most = most, NowMs = now.ToUnixTimeMilliseconds(), database.Node },
                    transaction);
                return rows.Select(static row => row.ToRecord()).OrderBy(static record => record.DueAt).ThenBy(static record => record.Id.Value).ToList();
            },
            cancellation);

    private static bool IsSame(MessageRecord stored, MessageRecord wanted) => stored.From == wanted.From && stored.To == wanted.To && stored.Text == wanted.Text;

    private ValueTask<IReadOnlyList<MessageRecord>> QueryAsync(string sql, object values, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<MessageRecord>>(async connection => (await connection.QueryAsync<MessageRow>(sql, values)).Select(static row => row.ToRecord()).ToList(), cancellation);

    private async Task<Dictionary<(string Resource, string Key), MessageRecord>> FindRepeatsAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<MessageRecord> messages)
    {
        var known = new Dictionary<(string, string), MessageRecord>();
        foreach (var group in messages.Where(static message => message.RepeatKey.Length > 0).GroupBy(static message => message.Resource.Value))
        {
            var rows = await connection.QueryAsync<MessageRow>(
                $"SELECT {MessageRow.Columns} FROM messages WHERE resource_id = @Resource AND repeat_key <> '' AND repeat_key {database.AnyOf("@Keys")}",
                new { Resource = group.Key, Keys = group.Select(static message => message.RepeatKey).ToArray() },
                transaction);
            foreach (var row in rows) known[(row.Resource, row.RepeatKey)] = row.ToRecord();
        }
        return known;
    }
}
