using Dapper;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Domain.Stores;
using Telephony.Peers.Agents;
using Telephony.Peers.Processes;
using Telephony.Storage.Journal;
using Telephony.Storage.Postgres;
using Telephony.Storage.Records;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Contracts.Storage;

/// <summary>A PostgreSQL server that stops, dies, hangs or refuses.</summary>
public sealed class PostgresFaultTests(FaultyServer faulty) : IClassFixture<FaultyServer>, IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Postgres _server = faulty.Server;

    public async ValueTask InitializeAsync()
    {
        if (!_server.IsRunning) await _server.StartAgainAsync();
    }

    public ValueTask DisposeAsync()
    {
        _server.Thaw();
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Records_wait_in_the_journal_while_the_server_is_gone_and_all_are_there_afterwards()
    {
        await using var database = await OpenAsync(await _server.CreateDatabaseAsync());
        var store = new CallRecordStore(database, TimeProvider.System);
        var journal = new CallJournal(_directory.File("journal"), 1, new JournalOptions { SegmentBytes = 64 * 1024 });
        await using var feeder = new JournalFeeder(journal, store, TimeProvider.System);
        Append(journal, 1, 100);
        await feeder.FeedAsync(everything: true, default);

        await _server.StopAsync();
        Append(journal, 101, 600);
        var failure = await Assert.ThrowsAsync<StorageException>(async () => await feeder.FeedAsync(everything: true, default));
        Assert.Equal(StorageFault.Unavailable, failure.Fault);
        Assert.True(journal.CanAcceptCalls);
        Append(journal, 601, 700);

        await _server.StartAgainAsync();
        await feeder.FeedAsync(everything: true, default);
        Assert.Equal(700, await CountAsync(database));
        journal.Dispose();
    }

    [Fact]
    public async Task What_the_store_confirmed_outlives_a_crash_of_the_server()
    {
        await using var database = await OpenAsync(await _server.CreateDatabaseAsync());
        var store = new CallRecordStore(database, TimeProvider.System);
        var confirmed = 0;
        var writing = Task.Run(async () =>
        {
            try
            {
                for (var number = 1; ; number++)
                {
                    await store.IngestAsync([SampleCalls.Whole(number)]);
                    Volatile.Write(ref confirmed, number);
                }
            }
            catch (StorageException)
            {
                // The server is gone.
            }
        });
        await Until.TrueAsync(() => Volatile.Read(ref confirmed) > 50, TimeSpan.FromSeconds(30), () => "Nothing was confirmed.");

        await _server.KillAsync();
        await writing;
        await _server.StartAgainAsync();

        Assert.InRange(await CountAsync(database), confirmed, confirmed + 1);
        Assert.NotNull(await store.FindAsync(ResourceId.Default, SampleCalls.Id(confirmed)));
    }

    [Fact]
    public async Task Connections_that_died_with_the_server_are_not_seen_by_who_asks_next()
    {
        await using var database = await OpenAsync(await _server.CreateDatabaseAsync());
        var store = new CallRecordStore(database, TimeProvider.System);
        await store.IngestAsync([SampleCalls.Whole(1)]);
        await _server.StopAsync();
        await _server.StartAgainAsync();

        Assert.NotNull(await store.FindAsync(ResourceId.Default, SampleCalls.Id(1)));
        await _server.StopAsync();
        await _server.StartAgainAsync();
        await store.IngestAsync([SampleCalls.Whole(2)]);
        Assert.Equal(2, await CountAsync(database));
    }

    [Fact]
    public async Task A_server_that_hangs_is_given_up_in_time_and_used_again()
    {
        await using var database = await OpenAsync(await _server.CreateDatabaseAsync(), "Command Timeout=1;Timeout=1;Cancellation Timeout=500");
        var store = new CallRecordStore(database, TimeProvider.System);
        await store.IngestAsync([SampleCalls.Whole(1)]);

        _server.Freeze();
        var failure = await Assert.ThrowsAsync<StorageException>(async () => await store.IngestAsync([SampleCalls.Whole(2)]));
        Assert.Equal(StorageFault.Unavailable, failure.Fault);
        Assert.Contains("no answer in time", failure.Message, StringComparison.Ordinal);

        _server.Thaw();
        await Until.TrueAsync(
            async () =>
            {
                try
                {
                    await store.IngestAsync([SampleCalls.Whole(2)]);
                    return true;
                }
                catch (StorageException)
                {
                    return false;       // it has a second of commands to catch up with
                }
            },
            TimeSpan.FromSeconds(20), () => "It was not used again.");
        Assert.Equal(2, await CountAsync(database));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_sentence_that_names_the_setting_and_no_password()
    {
        await _server.StopAsync();
        var failure = await Assert.ThrowsAsync<StorageException>(async () => await OpenAsync("any", "Password=hunter2"));

        Assert.Contains("any at 127.0.0.1:", failure.Message, StringComparison.Ordinal);
        Assert.Contains("connection refused", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Telephony:Storage:ConnectionString", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_way_to_be_refused_says_what_to_change()
    {
        var name = await _server.CreateDatabaseAsync();
        await (await OpenAsync(name)).DisposeAsync();
        await _server.ExecuteAsync("postgres", "CREATE ROLE reader LOGIN PASSWORD 'hunter2'");
        Assert.Contains("There is no database missing", await RefusalAsync("missing", ""), StringComparison.Ordinal);
        Assert.Contains("correct Username or Password", await RefusalAsync(name, "Username=nobody;Password=hunter2"), StringComparison.Ordinal);
        Assert.Contains("does not let this user do it", await RefusalAsync(name, "Username=reader;Password=hunter2"), StringComparison.Ordinal);
        Assert.Contains("no schema to make tables in", await RefusalAsync(name, "Search Path=missing"), StringComparison.Ordinal);
        Assert.Contains("names no Host", (await Assert.ThrowsAsync<StorageException>(async () => await PostgresDatabase.OpenAsync("Database=x", "", TimeProvider.System))).Message, StringComparison.Ordinal);

        await _server.ExecuteAsync(name, "ALTER DATABASE " + name + " SET default_transaction_read_only = on");
        var standby = await Assert.ThrowsAsync<StorageException>(async () => await PostgresDatabase.OpenAsync(_server.ConnectionString(name), "a gateway", TimeProvider.System));
        Assert.Contains("name the primary", standby.Message, StringComparison.Ordinal);
        await (await OpenAsync(name)).DisposeAsync();       // a command that only looks
    }

    [Fact]
    public async Task A_database_of_a_newer_gateway_is_refused_with_both_versions()
    {
        var name = await _server.CreateDatabaseAsync();
        await (await OpenAsync(name)).DisposeAsync();
        await _server.ExecuteAsync(name, "INSERT INTO schema_version (number, name) VALUES (9000, 'future')");

        Assert.Contains("version 9000", await RefusalAsync(name, ""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_gateways_may_make_the_tables_at_once()
    {
        var name = await _server.CreateDatabaseAsync();
        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(async () => await OpenAsync(name, "Maximum Pool Size=2"))));
        Assert.Equal(0, await CountAsync(opened[0]));
        foreach (var database in opened) await database.DisposeAsync();
    }

    private static void Append(CallJournal journal, int first, int last)
    {
        for (var number = first; number <= last; number++) Assert.True(journal.Shard(0).AppendEnded(SampleCalls.Whole(number)));
    }

    private static async Task<int> CountAsync(PostgresDatabase database) => await database.ReadAsync(static connection => connection.ExecuteScalarAsync<int>("SELECT count(*) FROM calls"), default);

    private async Task<string> RefusalAsync(string database, string more)
    {
        var refusal = (await Assert.ThrowsAsync<StorageException>(async () => await OpenAsync(database, more))).Message;
        Assert.DoesNotContain("hunter2", refusal, StringComparison.Ordinal);
        return refusal;
    }

    private async ValueTask<PostgresDatabase> OpenAsync(string database, string more = "") => await PostgresDatabase.OpenAsync(_server.ConnectionString(database, more), "", TimeProvider.System);
}

/// <summary>A server beside the one of all tests, for this class alone: it syncs what it confirms, and is stopped and killed.</summary>
public sealed class FaultyServer : IAsyncLifetime
{
    public Postgres Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await Postgres.StartAsync(synced: true);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
