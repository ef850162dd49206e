using Npgsql;

namespace Telephony.Storage.Postgres;

/// <summary>The connection string of the operator, with what it leaves open set for a gateway: short waits, statements prepared by themselves, dead peers noticed.</summary>
public static class PostgresConnection
{
    public const string Form = "Host=name;Database=name;Username=name;Password=secret, in the words of Npgsql";

    internal const string ProgramName = "telephony";

    /// <summary>Seconds.</summary>
    private const int ConnectWait = 5, CommandWait = 15, KeepAlive = 30;

    private const int PreparedStatements = 100;

    /// <summary>False with what is wrong, as the end of a sentence.</summary>
    public static bool TryRead(string text, out string why) => TryRead(text, "", out _, out why);

    /// <summary>False with what is wrong, as the end of a sentence; it never holds the text itself, in which there may be a password.</summary>
    internal static bool TryRead(string text, string node, out string connectionString, out string why)
    {
        (connectionString, why) = ("", "");
        NpgsqlConnectionStringBuilder builder;
        try
        {
            builder = new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException)
        {
            why = $"allowed is {Form}; it has a word that is none, or a value that cannot be read";
            return false;
        }

        var host = builder.Host ?? "";
        if (host.Length == 0) why = $"it names no Host; allowed is {Form}";
        else if (string.IsNullOrEmpty(builder.Database)) why = $"it names no Database; allowed is {Form}";
        if (why.Length > 0) return false;
        builder.PersistSecurityInfo = false;
        if (!Has(builder, "Timeout")) builder.Timeout = ConnectWait;
        if (!Has(builder, "Command Timeout")) builder.CommandTimeout = CommandWait;
        if (!Has(builder, "Keepalive")) builder.KeepAlive = KeepAlive;
        if (!Has(builder, "Max Auto Prepare")) (builder.MaxAutoPrepare, builder.AutoPrepareMinUsages) = (PreparedStatements, 2);
        // By its name a running gateway is known to who looks, and to a restore.
        builder.ApplicationName = node.Length > 0 ? $"{ProgramName}/{node}" : ProgramName;
        // Several hosts are a primary and its standbys: only the primary can be written to.
        if (host.Contains(',', StringComparison.Ordinal) && !Has(builder, "Target Session Attributes")) builder.TargetSessionAttributes = "primary";
        connectionString = builder.ConnectionString;
        return true;
    }

    private static bool Has(NpgsqlConnectionStringBuilder builder, string word) => builder.ContainsKey(word) && builder.Keys.Contains(word, StringComparer.OrdinalIgnoreCase);
}
