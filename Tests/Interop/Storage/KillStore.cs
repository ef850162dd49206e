using System.Globalization;
using Telephony.Interop.Calls;
using Telephony.Peers.Gateway;

namespace Telephony.Interop.Storage;

/// <summary>What tests that kill the gateway over and over share: the store behind it, and how often and with which chance it is killed.</summary>
internal static class KillStore
{
    public const string Sqlite = "Sqlite";
    public const string Postgres = "Postgres";

    /// <summary>Puts the gateway on this store: a server of the test's own, which is not killed, or a file in the data directory, as usual.</summary>
    public static async Task<GatewaySetup> OnAsync(this GatewaySetup setup, Field field, string provider)
    {
        if (provider == Sqlite) return setup;
        var server = field.Owns(await Telephony.Peers.Agents.Postgres.StartAsync());
        return setup.Setting("Storage__Provider", provider).Setting("Storage__ConnectionString", server.ConnectionString(await server.CreateDatabaseAsync()));
    }

    /// <summary>A number of the environment, such as <c>TELEPHONY_KILLS</c> or <c>TELEPHONY_SEED</c>.</summary>
    public static int Setting(string name, int usual) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : usual;
}
