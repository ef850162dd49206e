using Dapper;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Events;

/// <summary>Webhooks in the database.</summary>
public sealed class SubscriptionStore(Database database) : ISubscriptionStore
{
    private const string Insert = """
        INSERT INTO event_subscriptions (resource_id, name, url, schema, types, subject_begins, subject_ends, ordered, proof, secret, audience, life_ms, most_attempts, concurrency, batch_size, state, state_why, code, created_ms)
        VALUES (@Resource, @Name, @Url, @Schema, @Types, @SubjectBegins, @SubjectEnds, @Ordered, @Proof, @Secret, @Audience, @LifeMs, @MostAttempts, @Concurrency, @BatchSize, @State, @StateWhy, @Code, @CreatedMs)
        ON CONFLICT (resource_id, name) DO NOTHING
        """;

    public ValueTask<IReadOnlyList<EventSubscription>> ListAsync(CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<EventSubscription>>(
            static async connection => (await connection.QueryAsync<SubscriptionRow>($"SELECT {SubscriptionRow.Columns} FROM event_subscriptions ORDER BY resource_id, name")).Select(static row => row.ToSubscription()).ToList(),
            cancellation);

    public async ValueTask<bool> AddAsync(EventSubscription subscription, CancellationToken cancellation) =>
        await database.ApplyAsync((connection, transaction) => connection.ExecuteAsync(Insert, SubscriptionRow.Of(subscription), transaction), cancellation) == 1;

    public async ValueTask<bool> RemoveAsync(ResourceId resource, string name, CancellationToken cancellation) =>
        await database.ApplyAsync(
            async (connection, transaction) =>
            {
                var key = new { Resource = resource.Value, Name = name };
                await connection.ExecuteAsync("DELETE FROM event_deliveries WHERE resource_id = @Resource AND subscription = @Name", key, transaction);
                return await connection.ExecuteAsync("DELETE FROM event_subscriptions WHERE resource_id = @Resource AND name = @Name", key, transaction);
            },
            cancellation) == 1;

    public async ValueTask<bool> SetStateAsync(ResourceId resource, string name, Guid code, SubscriptionState state, string why, CancellationToken cancellation) =>
        await database.ApplyAsync(
            (connection, transaction) => connection.ExecuteAsync(
                "UPDATE event_subscriptions SET state = @State, state_why = @Why WHERE resource_id = @Resource AND name = @Name AND code = @Code",
                new { Resource = resource.Value, Name = name, Code = code.ToString("D"), State = (long)state, Why = why }, transaction),
            cancellation) == 1;
}
