using Microsoft.Data.Sqlite;

namespace Telephony.Peers.Gateway;

/// <summary>The call records as another program may read them: from the gateway's database, without the gateway.</summary>
public static class GatewayRecords
{
    /// <summary>All records whose caller begins with this, by caller.</summary>
    public static Dictionary<string, RecordedCall> Read(GatewayProcess gateway, string callerBegins)
    {
        var found = new Dictionary<string, RecordedCall>();
        foreach (var path in Directory.EnumerateFiles(gateway.DataFolder, "*.db").Concat(Directory.EnumerateFiles(gateway.DataFolder, "*.sqlite")))
        {
            using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT caller, called, state, ended_us IS NOT NULL FROM calls WHERE caller LIKE $start || '%'";
            command.Parameters.AddWithValue("$start", callerBegins);
            using var rows = command.ExecuteReader();
            while (rows.Read()) found[rows.GetString(0)] = new RecordedCall(rows.GetString(0), rows.GetString(1), rows.GetInt32(2), rows.GetBoolean(3));
        }

        return found;
    }
}

/// <param name="State">0 started, 1 answered, 2 ended.</param>
public sealed record RecordedCall(string Caller, string Called, int State, bool HasEnd);
