using Dapper;
using Telephony.Domain.Stores;
using Telephony.Storage.Databases;
using Xunit;

namespace Telephony.Contracts.Storage;

/// <summary>What the stores count on from every database.</summary>
public abstract class DatabaseContract : IAsyncLifetime
{
    private TestDatabase _test = null!;

    protected abstract StorageProvider Provider { get; }

    private Database Database => _test.Database;

    public async ValueTask InitializeAsync()
    {
        _test = await TestDatabase.OpenAsync(Provider);
        await Database.WriteAsync(static (connection, transaction) => connection.ExecuteAsync("CREATE TABLE work (id BIGINT PRIMARY KEY, state BIGINT NOT NULL, word TEXT)", transaction: transaction), default);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _test.DisposeAsync();
    }

    [Fact]
    public async Task A_write_that_throws_leaves_nothing()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Database.WriteAsync<int>(
            async (connection, transaction) =>
            {
                await connection.ExecuteAsync("INSERT INTO work VALUES (1, 0, 'x')", transaction: transaction);
                throw new InvalidOperationException();
            },
            default));

        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task A_key_that_is_taken_is_told_apart_from_other_failures()
    {
        await AddAsync(1);
        var taken = await Assert.ThrowsAsync<StorageException>(async () => await AddAsync(1));
        var wrong = await Assert.ThrowsAsync<StorageException>(async () => await Database.ReadAsync(static connection => connection.ExecuteAsync("SELECT nothing FROM nowhere"), default));

        Assert.Equal((StorageFault.Duplicate, StorageFault.Other), (taken.Fault, wrong.Fault));
        Assert.Contains(Database.Name, taken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_rows_go_in_at_once_and_nulls_with_them()
    {
        var rows = Enumerable.Range(1, 1000).Select(static id => new { Id = (long)id, State = 0, Word = id % 2 == 0 ? null : "Wörter ✓" }).ToList();
        var written = await Database.WriteAsync((connection, transaction) => Database.ExecuteManyAsync(connection, transaction, "INSERT INTO work (id, state, word) VALUES (@Id, @State, @Word)", rows), default);

        Assert.Equal((1000, 1000), (written, await CountAsync()));
        Assert.Equal(500, await Database.ReadAsync(static connection => connection.ExecuteScalarAsync<int>("SELECT count(*) FROM work WHERE word = @Word", new { Word = "Wörter ✓" }), default));
    }

    [Fact]
    public async Task One_of_many_is_asked_for_by_a_list()
    {
        foreach (var id in (long[])[1, 2, 3]) await AddAsync(id);
        var found = await Database.ReadAsync(connection => connection.QueryAsync<long>($"SELECT id FROM work WHERE id {Database.AnyOf("@Ids")} ORDER BY id", new { Ids = (long[])[1, 3, 9] }), default);

        Assert.Equal([1, 3], found);
    }

    [Fact]
    public async Task What_was_read_still_holds_at_the_commit()
    {
        // Each looks how many there are and adds one of that number: two that see the same would collide, or count double.
        var second = await _test.OpenAgainAsync("");
        await Task.WhenAll(Enumerable.Range(0, 40).Select(worker => Task.Run(async () => await (worker % 2 == 0 ? Database : second).WriteAsync(
            static async (connection, transaction) =>
            {
                var next = await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM work", transaction: transaction);
                return await connection.ExecuteAsync("INSERT INTO work VALUES (@next, 0, '')", new { next }, transaction);
            },
            default))));

        Assert.Equal(40, await CountAsync());
    }

    [Fact]
    public async Task Work_is_claimed_by_one_worker_each()
    {
        for (var id = 0; id < 100; id++) await AddAsync(id);
        var second = await _test.OpenAgainAsync("");
        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(worker => Task.Run(() => ClaimAsync(worker % 2 == 0 ? Database : second))));

        Assert.Equal(claims.Sum(static claim => claim.Count), claims.SelectMany(static claim => claim).Distinct().Count());
        while (await ClaimAsync(second) is { Count: > 0 })
        {
        }

        Assert.Equal(100, await Database.ReadAsync(static connection => connection.ExecuteScalarAsync<int>("SELECT count(*) FROM work WHERE state = 1"), default));
    }

    [Fact]
    public async Task A_snapshot_sees_one_moment()
    {
        await AddAsync(1);
        var (before, after) = await Database.SnapshotAsync(
            async (connection, transaction) =>
            {
                var first = await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM work", transaction: transaction);
                await AddAsync(2);
                return (first, await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM work", transaction: transaction));
            },
            default);

        Assert.Equal((1, 1, 2), (before, after, await CountAsync()));
    }

    [Fact]
    public async Task Opening_again_changes_nothing_and_several_may_open_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => _test.OpenAgainAsync(""))));
        Assert.Equal(Migrator.Newest, await Database.ReadAsync(static connection => connection.ExecuteScalarAsync<int>("SELECT count(*) FROM schema_version"), default));
    }

    private static async Task<List<long>> ClaimAsync(Database database) => await database.ApplyAsync(
        async (connection, transaction) => (await connection.QueryAsync<long>(
            $"UPDATE work SET state = 1 WHERE state = 0 AND id IN (SELECT id FROM work WHERE state = 0 ORDER BY id LIMIT 5 {database.SkipLocked}) RETURNING id", transaction: transaction)).ToList(),
        default);

    private async Task AddAsync(long id) =>
        await Database.WriteAsync((connection, transaction) => connection.ExecuteAsync("INSERT INTO work VALUES (@id, 0, '')", new { id }, transaction), default);

    private async Task<int> CountAsync() => await Database.ReadAsync(static connection => connection.ExecuteScalarAsync<int>("SELECT count(*) FROM work"), default);
}

public sealed class SqliteDatabaseContractTests : DatabaseContract
{
    protected override StorageProvider Provider => StorageProvider.Sqlite;
}

public sealed class PostgresDatabaseContractTests : DatabaseContract
{
    protected override StorageProvider Provider => StorageProvider.Postgres;
}
