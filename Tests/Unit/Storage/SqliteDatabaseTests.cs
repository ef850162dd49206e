using Dapper;
using Microsoft.Data.Sqlite;
using Telephony.Domain.Stores;
using Telephony.Storage.Databases;
using Telephony.Storage.Records;
using Telephony.Storage.Sqlite;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Unit.Storage;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _path;

    public SqliteDatabaseTests() => _path = _directory.File("gateway.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_new_database_is_in_wal_mode_and_whole_and_opens_again()
    {
        for (var i = 0; i < 2; i++)
        {
            await using var database = await SqliteDatabase.OpenAsync(_path);
            Assert.Equal("wal", await database.ReadAsync(static connection => connection.ExecuteScalarAsync<string>("PRAGMA journal_mode"), default));
            Assert.Empty(await database.CheckIntegrityAsync());
        }
    }

    [Fact]
    public async Task A_database_is_its_owners_and_not_everybodys()
    {
        if (OperatingSystem.IsWindows()) return;      // it has no modes
        await using (var made = await SqliteDatabase.OpenAsync(_path)) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_path));
        File.SetUnixFileMode(_path, File.GetUnixFileMode(_path) | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        await using var again = await SqliteDatabase.OpenAsync(_path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(_path));
    }

    [Fact]
    public async Task Every_table_names_its_resource_and_unique_keys_begin_with_it()
    {
        await using var database = await SqliteDatabase.OpenAsync(_path);
        await database.ReadAsync(
            connection =>
        {
            var tables = connection.Query<string>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'schema_version'").ToList();
            Assert.Contains("calls", tables);
            foreach (var table in tables)
            {
                Assert.Contains("resource_id", connection.Query<string>($"SELECT name FROM pragma_table_info('{table}')"));
                foreach (var index in connection.Query<string>($"SELECT name FROM pragma_index_list('{table}') WHERE \"unique\" = 1"))
                {
                    Assert.Equal("resource_id", connection.Query<string>($"SELECT name FROM pragma_index_info('{index}') ORDER BY seqno").First());
                }
            }

            return Task.FromResult(0);
        }, default);
    }

    [Fact]
    public async Task Migrations_are_numbered_without_gaps_and_run_once()
    {
        await (await SqliteDatabase.OpenAsync(_path)).DisposeAsync();
        await using var database = await SqliteDatabase.OpenAsync(_path);
        var numbers = (await database.ReadAsync(static connection => connection.QueryAsync<int>("SELECT number FROM schema_version ORDER BY number"), default)).ToList();
        Assert.Equal(Enumerable.Range(1, numbers.Count), numbers);
        Assert.Equal(Migrator.Newest, numbers.Count);
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_no_half()
    {
        Migration[] broken = [new(1, "good", "CREATE TABLE a (x)"), new(2, "bad", "CREATE TABLE b (x); CREATE TABLE a (x)")];

        await Assert.ThrowsAsync<StorageException>(async () => await SqliteDatabase.OpenAsync(_path, broken, default));

        using var connection = new SqliteConnection($"Data Source={_path};Pooling=False");
        Assert.Equal(["a", "schema_version"], connection.Query<string>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"));
        Assert.Equal(1, connection.ExecuteScalar<int>("SELECT max(number) FROM schema_version"));
    }

    [Fact]
    public async Task A_step_that_was_another_when_it_was_applied_is_refused_by_name()
    {
        await (await SqliteDatabase.OpenAsync(_path, [new(1, "first", "CREATE TABLE a (x)")], default)).DisposeAsync();

        var failure = await Assert.ThrowsAsync<StorageException>(async () => await SqliteDatabase.OpenAsync(_path, [new(1, "first", "CREATE TABLE a (x, y)")], default));
        Assert.Contains("step 1 (first)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_knew_no_checksums_is_taken_over_and_gets_them()
    {
        await (await SqliteDatabase.OpenAsync(_path)).DisposeAsync();
        Execute("ALTER TABLE schema_version DROP COLUMN checksum");

        await using var database = await SqliteDatabase.OpenAsync(_path);

        var checksums = await database.ReadAsync(static connection => connection.QueryAsync<string>("SELECT checksum FROM schema_version ORDER BY number"), default);
        Assert.Equal(Migration.Of("Sqlite").Select(static step => step.Checksum), checksums);
    }

    [Fact]
    public void Both_databases_have_the_same_steps()
    {
        var (sqlite, postgres) = (Migration.Of("Sqlite"), Migration.Of("Postgres"));
        Assert.Equal(sqlite.Select(static step => (step.Number, step.Name)), postgres.Select(static step => (step.Number, step.Name)));
        Assert.Equal(Enumerable.Range(1, sqlite.Count), sqlite.Select(static step => step.Number));
    }

    [Fact]
    public async Task A_database_of_a_newer_gateway_is_refused_with_both_versions()
    {
        await (await SqliteDatabase.OpenAsync(_path)).DisposeAsync();
        Execute("INSERT INTO schema_version (number, name) VALUES (9000, 'future')");

        var failure = await Assert.ThrowsAsync<StorageException>(async () => await SqliteDatabase.OpenAsync(_path));
        Assert.Contains("newer gateway", failure.Message, StringComparison.Ordinal);
        Assert.Contains("9000", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_with_its_name()
    {
        File.WriteAllText(_path, new string('x', 8192));
        var failure = await Assert.ThrowsAsync<StorageException>(async () => await SqliteDatabase.OpenAsync(_path));
        Assert.Contains("not a database", failure.Message, StringComparison.Ordinal);
        Assert.Contains(_path, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damage_is_named_when_it_is_met()
    {
        await using (var database = await SqliteDatabase.OpenAsync(_path))
        {
            var store = new CallRecordStore(database, TimeProvider.System);
            await store.IngestAsync([.. Enumerable.Range(1, 300).Select(number => SampleCalls.Whole(number))]);
        }

        using (var file = File.OpenHandle(_path, FileMode.Open, FileAccess.ReadWrite))
        {
            // The later half: the tables themselves lie before it, so that it opens.
            var half = RandomAccess.GetLength(file) / 2;
            var noise = new byte[RandomAccess.GetLength(file) - half];
            new Random(1).NextBytes(noise);
            RandomAccess.Write(file, noise, half);
        }

        await using var damaged = await SqliteDatabase.OpenAsync(_path);
        Assert.NotEmpty(await damaged.CheckIntegrityAsync());
        var broken = new CallRecordStore(damaged, TimeProvider.System);
        var failure = await Assert.ThrowsAsync<StorageException>(async () =>
        {
            await foreach (var call in broken.StreamAsync(default, new Telephony.Domain.Records.CallQuery())) Assert.NotNull(call);
        });
        Assert.Matches("damaged", failure.Message);
    }

    [Fact]
    public async Task A_directory_that_does_not_exist_is_a_sentence()
    {
        var failure = await Assert.ThrowsAsync<StorageException>(async () => await SqliteDatabase.OpenAsync(_directory.File("missing/gateway.db")));
        Assert.Contains("cannot be opened", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_codes_of_sqlite_become_sentences()
    {
        foreach (var (code, words) in new[] { (5, "locked"), (8, "may not be written"), (10, "disk failed"), (13, "full"), (1, "failed") })
        {
            Assert.Contains(words, SqliteFaults.From(new SqliteException("x", code), _path).Message, StringComparison.Ordinal);
        }
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_path};Pooling=False");
        connection.Open();
        connection.Execute(sql);
    }
}
