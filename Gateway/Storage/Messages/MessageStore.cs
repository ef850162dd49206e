using System.Data.Common;
using Dapper;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Messages;

/// <summary>Messages in the database: a turn of the outbox, and questions. The parts of a turn are in <c>MessageStore.Adding.cs</c>, <c>.Settling.cs</c> and <c>.Reports.cs</c>, what comes from the network in <c>.Inbound.cs</c>.</summary>
public sealed partial class MessageStore(Database database) : IMessageStore
{
    private const string NextDue = "SELECT min(due_ms) FROM messages WHERE carrier = @Carrier AND state = 0";

    private readonly string _claim = Claim(database, "");
    private readonly string _claimElsewhere = Claim(database, "AND (others <> '' OR expires_ms <= @NowMs)");

    public ValueTask<MessageTurnResult> TurnAsync(MessageTurn turn, Func<MessageRecord, DeliveryReport, NewEvent?> tell, DateTimeOffset now, CancellationToken cancellation) =>
        database.ApplyAsync(
            async (connection, transaction) =>
            {
                var added = await AddAsync(connection, transaction, turn.Add);
                await SettleAsync(connection, transaction, turn.Settle, tell, now);
                var reported = new bool[turn.Reports.Count];
                for (var i = 0; i < reported.Length; i++) reported[i] = await ReportAsync(connection, transaction, turn.Reports[i], tell, now);
                var claimed = new ClaimedMessages[turn.Claims.Count];
                for (var i = 0; i < claimed.Length; i++) claimed[i] = await ClaimAsync(connection, transaction, turn.Claims[i], now);
                return new MessageTurnResult(added, reported, claimed);
            },
            cancellation);

    public ValueTask<IReadOnlyList<MessageRecord>> TakeOverAsync(DateTimeOffset before, DateTimeOffset now, int most, CancellationToken cancellation) =>
        database.ApplyAsync<IReadOnlyList<MessageRecord>>(
            async (connection, transaction) =>
            {
                var rows = await connection.QueryAsync<MessageRow>(
                    $"""
                    WITH lost AS MATERIALIZED (SELECT resource_id, id FROM messages WHERE state = 1 AND node <> @Node AND changed_ms < @BeforeMs LIMIT @Most {database.SkipLocked})
                    UPDATE messages SET node = @Node, changed_ms = @NowMs WHERE (resource_id, id) IN (SELECT resource_id, id FROM lost)
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
        database.ReadAsync(async connection => await connection.ExecuteScalarAsync<long?>(NextDue, new { Carrier = carrier }) is { } due ? DateTimeOffset.FromUnixTimeMilliseconds(due) : (DateTimeOffset?)null, cancellation);

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
                const string Old = "created_ms < @BeforeMs AND changed_ms < @BeforeMs AND state > 1";      // by the index on what does not change
                await connection.ExecuteAsync($"DELETE FROM message_parts WHERE (resource_id, message_id) IN (SELECT resource_id, id FROM messages WHERE {Old})", limit, transaction);
                var gone = await connection.ExecuteAsync($"DELETE FROM messages WHERE {Old}", limit, transaction);
                return gone + await connection.ExecuteAsync("DELETE FROM inbound_messages WHERE at_ms < @BeforeMs", limit, transaction);
            },
            cancellation);

    private async Task<ClaimedMessages> ClaimAsync(DbConnection connection, DbTransaction transaction, MessageClaim claim, DateTimeOffset now)
    {
        if (claim.Known is { } known) return new ClaimedMessages(await ClaimKnownAsync(connection, transaction, known, now), null);
        var claimed = (await database.QueryOftenAsync(
            connection, transaction, claim.Elsewhere ? _claimElsewhere : _claim, new { claim.Carrier, claim.Most, NowMs = now.ToUnixTimeMilliseconds(), database.Node }, static row => MessageRow.Read(row).ToRecord())).ToList();
        claimed.Sort(static (one, other) => one.DueAt != other.DueAt ? one.DueAt.CompareTo(other.DueAt) : one.Id.Value.CompareTo(other.Id.Value));
        return new ClaimedMessages(claimed, claimed.Count < claim.Most ? await NextDueAsync(connection, transaction, claim.Carrier) : null);
    }

    private async Task<IReadOnlyList<MessageRecord>> ClaimKnownAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<MessageRecord> known, DateTimeOffset now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        var taken = await database.ExecuteEachAsync(
            connection, transaction,
            "UPDATE messages SET state = 1, node = @Node, attempts = attempts + 1, changed_ms = @NowMs WHERE resource_id = @Resource AND id = @Id AND state = 0 AND carrier = @Carrier AND attempts = @Attempts",
            [.. known.Select(message => new { Resource = message.Resource.Value, Id = message.Id.ToString(), message.Carrier, message.Attempts, database.Node, NowMs = nowMs })]);
        var claimed = new List<MessageRecord>(known.Count);
        for (var i = 0; i < known.Count; i++)
        {
            if (taken[i] > 0) claimed.Add(known[i] with { State = MessageState.Sending, Attempts = known[i].Attempts + 1, ChangedAt = DateTimeOffset.FromUnixTimeMilliseconds(nowMs) });
        }
        return claimed;
    }

    private static string Claim(Database database, string further) => $"""
        WITH due AS MATERIALIZED (
          SELECT resource_id, id FROM messages WHERE carrier = @Carrier AND state = 0 AND due_ms <= @NowMs {further} ORDER BY due_ms LIMIT @Most {database.SkipLocked})
        UPDATE messages SET state = 1, node = @Node, attempts = attempts + 1, changed_ms = @NowMs WHERE (resource_id, id) IN (SELECT resource_id, id FROM due)
        RETURNING {MessageRow.Columns}
        """;

    private async Task<DateTimeOffset?> NextDueAsync(DbConnection connection, DbTransaction transaction, string carrier) =>
        (await database.QueryOftenAsync(connection, transaction, NextDue, new { Carrier = carrier }, static row => row.IsDBNull(0) ? (long?)null : row.GetInt64(0))) is [{ } due] ? DateTimeOffset.FromUnixTimeMilliseconds(due) : null;

    private ValueTask<IReadOnlyList<MessageRecord>> QueryAsync(string sql, object values, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<MessageRecord>>(async connection => (await connection.QueryAsync<MessageRow>(sql, values)).Select(static row => row.ToRecord()).ToList(), cancellation);
}
