using Dapper;
using Telephony.Domain.Identity;
using Telephony.Domain.Users;
using Telephony.Storage.Databases;

namespace Telephony.Storage.Users;

/// <summary>The users of resources in the database.</summary>
public sealed class UserStore(Database database) : IUserStore
{
    private const string Columns = "resource_id AS Resource, user_id AS UserId, external_id AS ExternalId, created_ms AS CreatedMs, generation AS Generation, token_ms AS TokenMs";

    private const string Insert = """
        INSERT INTO users (resource_id, user_id, external_id, created_ms, generation, token_ms) VALUES (@Resource, @UserId, @ExternalId, @CreatedMs, @Generation, @TokenMs)
        ON CONFLICT (resource_id, external_id) WHERE external_id IS NOT NULL DO NOTHING
        """;

    private const string ByExternalId = $"SELECT {Columns} FROM users WHERE resource_id = @Resource AND external_id = @ExternalId";

    private const string Here = "WHERE resource_id = @Resource AND user_id = @UserId AND removed_ms IS NULL";

    public ValueTask<(CommunicationUser User, bool IsNew)> AddAsync(CommunicationUser user, CancellationToken cancellation) =>
        database.WriteAsync(
            async (connection, transaction) =>
            {
                var row = UserRow.Of(user);
                if (await connection.ExecuteAsync(Insert, row, transaction) == 1) return (user, true);
                return ((await connection.QuerySingleAsync<UserRow>(ByExternalId, row, transaction)).ToUser(), false);
            },
            cancellation);

    public ValueTask<CommunicationUser?> FindAsync(ResourceId resource, CommunicationUserId id, CancellationToken cancellation) =>
        database.ReadAsync(async connection => (await connection.QuerySingleOrDefaultAsync<UserRow>($"SELECT {Columns} FROM users {Here}", Key(resource, id)))?.ToUser(), cancellation);

    public ValueTask<CommunicationUser?> FindExternalAsync(ResourceId resource, string externalId, CancellationToken cancellation) =>
        database.ReadAsync(async connection => (await connection.QuerySingleOrDefaultAsync<UserRow>(ByExternalId, new { Resource = resource.Value, ExternalId = externalId }))?.ToUser(), cancellation);

    public ValueTask<IReadOnlyList<CommunicationUser>> ListAsync(ResourceId resource, CommunicationUserId? after, int limit, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<CommunicationUser>>(
            async connection => (await connection.QueryAsync<UserRow>(
                $"SELECT {Columns} FROM users WHERE resource_id = @Resource AND user_id > @After AND removed_ms IS NULL ORDER BY user_id LIMIT @Limit",
                new { Resource = resource.Value, After = after?.ToString() ?? "", Limit = limit })).Select(static row => row.ToUser()).ToList(),
            cancellation);

    public ValueTask<ExternalIdOutcome> SetExternalIdAsync(ResourceId resource, CommunicationUserId id, string? externalId, CancellationToken cancellation) =>
        database.WriteAsync(
            async (connection, transaction) =>
            {
                var wanted = new { Resource = resource.Value, UserId = id.ToString(), ExternalId = externalId };
                if (externalId is not null && await connection.QuerySingleOrDefaultAsync<UserRow>(ByExternalId, wanted, transaction) is { } has)
                {
                    return has.UserId == wanted.UserId ? ExternalIdOutcome.Done : ExternalIdOutcome.Taken;
                }
                return await connection.ExecuteAsync($"UPDATE users SET external_id = @ExternalId {Here}", wanted, transaction) == 1 ? ExternalIdOutcome.Done : ExternalIdOutcome.NoSuchUser;
            },
            cancellation);

    public ValueTask<int?> TouchAsync(ResourceId resource, CommunicationUserId id, DateTimeOffset now, CancellationToken cancellation) =>
        database.ApplyAsync(
            async (connection, transaction) => (int?)await connection.QuerySingleOrDefaultAsync<long?>(
                $"UPDATE users SET token_ms = @Now {Here} RETURNING generation", new { Resource = resource.Value, UserId = id.ToString(), Now = now.ToUnixTimeMilliseconds() }, transaction),
            cancellation);

    public ValueTask<bool> RevokeAsync(ResourceId resource, CommunicationUserId id, CancellationToken cancellation) =>
        database.ApplyAsync(async (connection, transaction) => await connection.ExecuteAsync($"UPDATE users SET generation = generation + 1 {Here}", Key(resource, id), transaction) == 1, cancellation);

    public ValueTask<bool> BeginRemovalAsync(ResourceId resource, CommunicationUserId id, DateTimeOffset now, CancellationToken cancellation) =>
        database.ApplyAsync(
            async (connection, transaction) => await connection.ExecuteAsync(
                $"UPDATE users SET removed_ms = @Now, external_id = NULL {Here}", new { Resource = resource.Value, UserId = id.ToString(), Now = now.ToUnixTimeMilliseconds() }, transaction) == 1,
            cancellation);

    public ValueTask<IReadOnlyList<(ResourceId Resource, CommunicationUserId Id)>> ListRemovalsAsync(CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<(ResourceId Resource, CommunicationUserId Id)>>(
            static async connection => (await connection.QueryAsync<UserRow>($"SELECT {Columns} FROM users WHERE removed_ms IS NOT NULL ORDER BY removed_ms"))
                .Select(static row => row.ToUser()).Select(static user => (user.Resource, user.Id)).ToList(),
            cancellation);

    public async ValueTask RemoveAsync(ResourceId resource, CommunicationUserId id, CancellationToken cancellation) =>
        await database.ApplyAsync(
            (connection, transaction) => connection.ExecuteAsync("DELETE FROM users WHERE resource_id = @Resource AND user_id = @UserId", Key(resource, id), transaction), cancellation).ConfigureAwait(false);

    private static object Key(ResourceId resource, CommunicationUserId id) => new { Resource = resource.Value, UserId = id.ToString() };
}
