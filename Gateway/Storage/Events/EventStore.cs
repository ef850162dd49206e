using System.Data.Common;
using Dapper;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Events;

/// <summary>Events and their deliveries in the database. Lists, replay and the end of events are in <c>EventStore.Upkeep.cs</c>.</summary>
public sealed partial class EventStore(Database database) : IEventStore
{
    private const string InsertDelivery = """
        INSERT INTO event_deliveries (resource_id, subscription, event_id, line, state, due_ms, expires_ms, attempts, changed_ms, why, node)
        VALUES (@Resource, @Subscription, @Id, @Line, 0, @NowMs, @ExpiresMs, 0, @NowMs, '', '')
        ON CONFLICT (resource_id, subscription, event_id) DO NOTHING
        """;

    // Sending only: a claim that lapsed and was taken by another gateway is that one's to settle, which comes to the same.
    private const string Keep = """
        UPDATE event_deliveries SET state = @State, due_ms = @DueMs, changed_ms = @NowMs, why = @Why, node = ''
        WHERE resource_id = @Resource AND subscription = @Subscription AND event_id = @Id AND state = 1
        """;

    private const string Done = "DELETE FROM event_deliveries WHERE resource_id = @Resource AND subscription = @Subscription AND event_id = @Id";

    public async ValueTask AddAsync(IReadOnlyList<NewEvent> events, CancellationToken cancellation) =>
        await database.ApplyAsync(
            async (connection, transaction) =>
            {
                await EventRows.AddAsync(database, connection, transaction, events);
                return events.Count;
            },
            cancellation);

    public async ValueTask<(int Events, IReadOnlySet<(ResourceId Resource, string Subscription)> Told)> FanOutAsync(
        Func<EventHead, IEnumerable<NewDelivery>> route, int most, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await database.ReadAsync(static connection => connection.ExecuteScalarAsync<long?>("SELECT 1 FROM events WHERE dispatched = 0 LIMIT 1"), cancellation) is null) return (0, new HashSet<(ResourceId, string)>());
        return await database.ApplyAsync<(int, IReadOnlySet<(ResourceId, string)>)>(
            async (connection, transaction) =>
            {
                // One gateway at a time: else a later event could have its deliveries before an earlier one.
                await connection.ExecuteAsync("INSERT INTO event_fan_out (resource_id, turns) VALUES ('gateway', 1) ON CONFLICT (resource_id) DO UPDATE SET turns = event_fan_out.turns + 1", transaction: transaction);
                var heads = (await connection.QueryAsync<EventRow>(
                    $"""
                    WITH fresh AS MATERIALIZED (SELECT resource_id, id FROM events WHERE dispatched = 0 ORDER BY id LIMIT @Most)
                    UPDATE events SET dispatched = 1 WHERE (resource_id, id) IN (SELECT resource_id, id FROM fresh)
                    RETURNING {EventRow.HeadColumns}
                    """,
                    new { Most = most },
                    transaction)).OrderBy(static row => row.Id, StringComparer.Ordinal).Select(static row => row.ToHead()).ToList();
                var deliveries = heads.SelectMany(route).ToList();
                await database.ExecuteManyAsync(connection, transaction, InsertDelivery, [.. deliveries.Select(delivery => new
                {
                    Resource = delivery.Event.Resource.Value, delivery.Subscription, Id = EventIds.ToText(delivery.Event.Id), delivery.Line,
                    NowMs = now.ToUnixTimeMilliseconds(), ExpiresMs = delivery.ExpiresAt.ToUnixTimeMilliseconds(),
                })]);
                return (heads.Count, deliveries.Select(static delivery => (delivery.Event.Resource, delivery.Subscription)).ToHashSet());
            },
            cancellation);
    }

    public ValueTask<IReadOnlyList<ClaimedDelivery>> ClaimAsync(ResourceId resource, string subscription, int most, TimeSpan lease, DateTimeOffset now, CancellationToken cancellation) =>
        database.ApplyAsync<IReadOnlyList<ClaimedDelivery>>(
            async (connection, transaction) =>
            {
                var claimed = (await connection.QueryAsync<DeliveryRow>(
                    $"""
                    WITH due AS MATERIALIZED (
                        SELECT d.event_id FROM event_deliveries d
                        WHERE d.resource_id = @Resource AND d.subscription = @Subscription AND d.state < 2 AND d.due_ms <= @NowMs
                          AND (d.line = '' OR NOT EXISTS (SELECT 1 FROM event_deliveries e
                            WHERE e.resource_id = @Resource AND e.subscription = @Subscription AND e.state < 2 AND e.line <> '' AND e.line = d.line AND e.event_id < d.event_id))
                        ORDER BY d.due_ms, d.event_id LIMIT @Most {database.SkipLocked})
                    UPDATE event_deliveries SET state = 1, node = @Node, attempts = attempts + CASE WHEN state = 0 THEN 1 ELSE 0 END, due_ms = @LapseMs, changed_ms = @NowMs
                    WHERE resource_id = @Resource AND subscription = @Subscription AND event_id IN (SELECT event_id FROM due)
                    RETURNING event_id AS Id, attempts AS Attempts, expires_ms AS ExpiresMs
                    """,
                    new
                    {
                        Resource = resource.Value, Subscription = subscription, Most = most, database.Node, NowMs = now.ToUnixTimeMilliseconds(), LapseMs = (now + lease).ToUnixTimeMilliseconds(),
                    },
                    transaction)).ToDictionary(static row => row.Id, StringComparer.Ordinal);
                if (claimed.Count == 0) return [];
                var events = await connection.QueryAsync<EventRow>(
                    $"SELECT {EventRow.Columns} FROM events WHERE resource_id = @Resource AND id {database.AnyOf("@Ids")} ORDER BY id", new { Resource = resource.Value, Ids = claimed.Keys.ToArray() }, transaction);
                return [.. events.Select(row => new ClaimedDelivery(row.ToEvent(), subscription, (int)claimed[row.Id].Attempts, DateTimeOffset.FromUnixTimeMilliseconds(claimed[row.Id].ExpiresMs)))];
            },
            cancellation);

    public async ValueTask SettleAsync(IReadOnlyList<DeliverySettlement> settlements, DateTimeOffset now, CancellationToken cancellation) =>
        await database.ApplyAsync(
            async (connection, transaction) =>
            {
                await database.ExecuteManyAsync(connection, transaction, Done, [.. settlements.Where(static settled => settled.State == EventDeliveryState.Delivered).Select(Key)]);
                await database.ExecuteManyAsync(connection, transaction, Keep, [.. settlements.Where(static settled => settled.State != EventDeliveryState.Delivered).Select(settled => new
                {
                    State = (long)settled.State, DueMs = settled.DueAt.ToUnixTimeMilliseconds(), NowMs = now.ToUnixTimeMilliseconds(), settled.Why,
                    Resource = settled.Delivery.Event.Resource.Value, settled.Delivery.Subscription, Id = EventIds.ToText(settled.Delivery.Event.Id),
                })]);
                return 0;
            },
            cancellation);

    private static object Key(DeliverySettlement settled) =>
        new { Resource = settled.Delivery.Event.Resource.Value, settled.Delivery.Subscription, Id = EventIds.ToText(settled.Delivery.Event.Id) };
}
