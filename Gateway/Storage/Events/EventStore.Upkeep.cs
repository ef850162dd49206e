using Dapper;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;

namespace Telephony.Storage.Events;

/// <summary>What people and schedules do with events.</summary>
public sealed partial class EventStore
{
    public async ValueTask<int> ReleaseAsync(DateTimeOffset now, CancellationToken cancellation) =>
        await database.ApplyAsync(
            (connection, transaction) => connection.ExecuteAsync(
                "UPDATE event_deliveries SET state = 0, attempts = attempts - 1, due_ms = @NowMs, node = '' WHERE state = 1 AND (node = @Node OR node = '')", new { NowMs = now.ToUnixTimeMilliseconds(), database.Node }, transaction),
            cancellation);

    public ValueTask<IReadOnlyList<DeliveryLine>> ListAsync(ResourceId? resource, string? subscription, EventDeliveryState? state, int most, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<DeliveryLine>>(
            async connection => (await connection.QueryAsync<DeliveryRow>(
                $"""
                SELECT {DeliveryRow.Columns} FROM event_deliveries d JOIN events e ON e.resource_id = d.resource_id AND e.id = d.event_id
                WHERE {(resource is null ? "1 = 1" : "d.resource_id = @Resource")} AND {(subscription is null ? "1 = 1" : "d.subscription = @Subscription")} AND {(state is null ? "1 = 1" : "d.state = @State")}
                ORDER BY d.event_id, d.subscription LIMIT @Most
                """,
                new { Resource = resource?.Value, Subscription = subscription, State = (long?)state ?? 0, Most = most })).Select(static row => row.ToLine()).ToList(),
            cancellation);

    public async ValueTask<int> ReplayAsync(ResourceId resource, string subscription, Guid? id, TimeSpan life, DateTimeOffset now, CancellationToken cancellation) =>
        await database.ApplyAsync(
            (connection, transaction) => connection.ExecuteAsync(
                $"""
                UPDATE event_deliveries SET state = 0, attempts = 0, due_ms = @NowMs, expires_ms = @ExpiresMs, changed_ms = @NowMs
                WHERE resource_id = @Resource AND subscription = @Subscription AND state = 2 AND {(id is null ? "1 = 1" : "event_id = @Id")}
                """,
                new
                {
                    Resource = resource.Value, Subscription = subscription, Id = id is { } one ? EventIds.ToText(one) : "", NowMs = now.ToUnixTimeMilliseconds(), ExpiresMs = (now + life).ToUnixTimeMilliseconds(),
                },
                transaction),
            cancellation);

    public ValueTask<IReadOnlyList<DeliveryCounts>> CountAsync(CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<DeliveryCounts>>(
            static async connection => (await connection.QueryAsync<(string Resource, string Subscription, long Waiting, long Dead)>(
                """
                SELECT resource_id, subscription, sum(CASE WHEN state < 2 THEN 1 ELSE 0 END), sum(CASE WHEN state = 2 THEN 1 ELSE 0 END)
                FROM event_deliveries GROUP BY resource_id, subscription ORDER BY resource_id, subscription
                """)).Select(static row => new DeliveryCounts(ResourceId.Parse(row.Resource), row.Subscription, row.Waiting, row.Dead)).ToList(),
            cancellation);

    public ValueTask<IReadOnlyList<NewEvent>> ReadAsync(ResourceId? resource, Guid after, int most, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<NewEvent>>(
            async connection => (await connection.QueryAsync<EventRow>(
                $"""
                SELECT {EventRow.Columns} FROM events
                WHERE {(resource is null ? "1 = 1" : "resource_id = @Resource")} AND id > @After AND dispatched = 1 ORDER BY id LIMIT @Most
                """,
                new { Resource = resource?.Value, After = EventIds.ToText(after), Most = most })).Select(static row => row.ToEvent()).ToList(),
            cancellation);

    public async ValueTask<int> ExpireAsync(string why, DateTimeOffset now, CancellationToken cancellation) =>
        await database.ApplyAsync(
            (connection, transaction) => connection.ExecuteAsync(
                "UPDATE event_deliveries SET state = 2, changed_ms = @NowMs, why = CASE WHEN why = '' THEN @Why ELSE why END WHERE state = 0 AND expires_ms <= @NowMs", new { NowMs = now.ToUnixTimeMilliseconds(), Why = why }, transaction),
            cancellation);

    public async ValueTask<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellation) =>
        await database.ApplyAsync(
            async (connection, transaction) =>
            {
                var limit = new { BeforeMs = before.ToUnixTimeMilliseconds() };
                await connection.ExecuteAsync(
                    """
                    DELETE FROM event_deliveries WHERE state = 2 AND changed_ms < @BeforeMs
                    AND EXISTS (SELECT 1 FROM events e WHERE e.resource_id = event_deliveries.resource_id AND e.id = event_deliveries.event_id AND e.at_ms < @BeforeMs)
                    """, limit, transaction);
                return await connection.ExecuteAsync(
                    """
                    DELETE FROM events WHERE at_ms < @BeforeMs AND dispatched = 1
                    AND NOT EXISTS (SELECT 1 FROM event_deliveries d WHERE d.resource_id = events.resource_id AND d.event_id = events.id)
                    """, limit, transaction);
            },
            cancellation);
}
