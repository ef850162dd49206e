using Npgsql;
using Telephony.Contracts.Storage;
using Telephony.Peers.Agents;
using Telephony.Storage.Postgres;
using Xunit;

[assembly: AssemblyFixture(typeof(TestServer))]

namespace Telephony.Contracts.Storage;

/// <summary>The one PostgreSQL server of a run, started by the first test that needs it. Databases are copied from one whose tables are made.</summary>
public sealed class TestServer : IAsyncDisposable
{
    private static readonly Lazy<Task<(Postgres Server, string Template)>> Started = new(StartAsync);
    private static readonly SemaphoreSlim OneCopy = new(1, 1);

    /// <summary>Of a new database, with tables.</summary>
    public static async Task<string> ConnectionStringAsync()
    {
        var (server, template) = await Started.Value;
        await OneCopy.WaitAsync();
        try
        {
            return server.ConnectionString(await server.CreateDatabaseAsync(template), "Maximum Pool Size=20");
        }
        finally
        {
            OneCopy.Release();
        }
    }

    /// <summary>Of a new database without tables.</summary>
    public static async Task<string> EmptyAsync()
    {
        var (server, _) = await Started.Value;
        return server.ConnectionString(await server.CreateDatabaseAsync(), "Maximum Pool Size=20");
    }

    /// <summary>To be called when nobody uses it any more.</summary>
    public static async Task DropAsync(string connectionString)
    {
        var (server, _) = await Started.Value;
        await server.DropDatabaseAsync(new NpgsqlConnectionStringBuilder(connectionString).Database!);       // it was made with one
    }

    public async ValueTask DisposeAsync()
    {
        if (Started.IsValueCreated) await (await Started.Value).Server.DisposeAsync();
    }

    private static async Task<(Postgres Server, string Template)> StartAsync()
    {
        var server = await Postgres.StartAsync();
        var template = await server.CreateDatabaseAsync();
        await using var database = await PostgresDatabase.OpenAsync(server.ConnectionString(template), "", TimeProvider.System);
        return (server, template);
    }
}
