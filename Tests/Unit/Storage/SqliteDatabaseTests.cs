using Dapper;
using Microsoft.Data.Sqlite;
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
    public void A_new_database_is_in_wal_mode_and_whole_and_opens_again()
    {
        for (var i = 0; i < 2; i++)
        {
            using var database = SqliteDatabase.Open(_path);
            Assert.Equal("wal", database.Read(connection => connection.ExecuteScalar<string>("PRAGMA journal_mode")));
            Assert.Empty(database.CheckIntegrity());
        }
    }

    [Fact]
    public void Every_table_names_its_resource_and_unique_keys_begin_with_it()
    {
        using var database = SqliteDatabase.Open(_path);
        database.Read(connection =>
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

            return 0;
        });
    }

    [Fact]
    public void Migrations_are_numbered_without_gaps_and_run_once()
    {
        SqliteDatabase.Open(_path).Dispose();
        using var database = SqliteDatabase.Open(_path);
        var numbers = database.Read(connection => connection.Query<int>("SELECT number FROM schema_version ORDER BY number").ToList());
        Assert.Equal(Enumerable.Range(1, numbers.Count), numbers);
    }

    [Fact]
    public void A_migration_that_fails_leaves_no_half()
    {
        using var connection = new SqliteConnection($"Data Source={_path};Pooling=False");
        connection.Open();
        Migration[] broken = [new(1, "good", "CREATE TABLE a (x)"), new(2, "bad", "CREATE TABLE b (x); CREATE TABLE a (x)")];

        Assert.Throws<SqliteException>(() => Migrator.Run(connection, _path, broken));

        Assert.Equal(["a", "schema_version"], connection.Query<string>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"));
        Assert.Equal(1, connection.ExecuteScalar<int>("SELECT max(number) FROM schema_version"));
    }

    [Fact]
    public void A_database_of_a_newer_gateway_is_refused_with_both_versions()
    {
        SqliteDatabase.Open(_path).Dispose();
        Execute("INSERT INTO schema_version (number, name) VALUES (9000, 'future')");

        var failure = Assert.Throws<StorageException>(() => SqliteDatabase.Open(_path));
        Assert.Contains("newer gateway", failure.Message, StringComparison.Ordinal);
        Assert.Contains("9000", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_with_its_name()
    {
        File.WriteAllText(_path, new string('x', 8192));
        var failure = Assert.Throws<StorageException>(() => SqliteDatabase.Open(_path));
        Assert.Contains("not a database", failure.Message, StringComparison.Ordinal);
        Assert.Contains(_path, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damage_is_named_when_it_is_met()
    {
        using (var database = SqliteDatabase.Open(_path))
        using (var store = new SqliteCallRecordStore(database, TimeProvider.System))
        {
            await store.IngestAsync([.. Enumerable.Range(1, 300).Select(number => SampleCalls.Whole(number))]);
        }

        using (var file = File.OpenHandle(_path, FileMode.Open, FileAccess.ReadWrite))
        {
            var noise = new byte[RandomAccess.GetLength(file) - 65_536];
            new Random(1).NextBytes(noise);
            RandomAccess.Write(file, noise, 65_536);
        }

        using var damaged = SqliteDatabase.Open(_path);
        Assert.NotEmpty(damaged.CheckIntegrity());
        using var broken = new SqliteCallRecordStore(damaged, TimeProvider.System);
        var failure = await Assert.ThrowsAsync<StorageException>(async () =>
        {
            await foreach (var call in broken.StreamAsync(default, new Telephony.Domain.Records.CallQuery())) Assert.NotNull(call);
        });
        Assert.Matches("damaged", failure.Message);
    }

    [Fact]
    public void A_directory_that_does_not_exist_is_a_sentence()
    {
        var failure = Assert.Throws<StorageException>(() => SqliteDatabase.Open(_directory.File("missing/gateway.db")));
        Assert.Contains("cannot be opened", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_codes_of_sqlite_become_sentences()
    {
        foreach (var (code, words) in new[] { (5, "locked"), (8, "may not be written"), (10, "disk failed"), (13, "full"), (1, "failed") })
        {
            Assert.Contains(words, StorageException.From(new SqliteException("x", code), _path).Message, StringComparison.Ordinal);
        }
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_path};Pooling=False");
        connection.Open();
        connection.Execute(sql);
    }
}
