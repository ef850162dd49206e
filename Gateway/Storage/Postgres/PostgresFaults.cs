using System.Net.Sockets;
using Npgsql;
using Telephony.Domain.Stores;

namespace Telephony.Storage.Postgres;

/// <summary>The errors of PostgreSQL (its manual, appendix A) and of the way to it as faults and sentences. None holds a password: the server does not send it back, and the connection string is not repeated.</summary>
internal static class PostgresFaults
{
    private const string Setting = "Telephony:Storage:ConnectionString";

    /// <summary>Nothing was done, and the same again may succeed at once: another transaction was in the way.</summary>
    public static bool IsConflict(NpgsqlException failure) => failure.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected;

    /// <summary>The connection is gone, and with it what was not committed; another one may do.</summary>
    public static bool IsConnectionLost(NpgsqlException failure) =>
        failure is PostgresException refused ? refused.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown : failure.InnerException is IOException or SocketException;

    /// <param name="name">Of the database, without secrets.</param>
    /// <param name="committing">It failed while it committed.</param>
    public static StorageException From(NpgsqlException failure, string name, bool committing = false)
    {
        if (committing && failure is not PostgresException { SqlState: not (PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown) })
        {
            return new StorageException(StorageFault.Unknown, $"The database {name} went away while it committed ({Reason(failure)}): it may have been done, or not.", failure);
        }

        var (fault, sentence) = failure is PostgresException refused ? Refused(refused, name) : Unreached(failure, name);
        return new StorageException(fault, sentence, failure);
    }

    public static StorageException ReadOnly(string name) => new(StorageFault.Denied, $"The database {name} is a standby that cannot be written to: name the primary in {Setting}.");

    private static (StorageFault Fault, string Sentence) Refused(PostgresException refused, string name) => refused.SqlState switch
    {
        PostgresErrorCodes.UniqueViolation => (StorageFault.Duplicate, $"The database {name} has this already ({refused.ConstraintName})."),
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => (StorageFault.Unavailable, $"The database {name} is written by others at the same time, again and again: {refused.MessageText}."),
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => (StorageFault.Denied, $"The database {name} lets this user not in ({refused.MessageText}): correct Username or Password in {Setting}, or pg_hba.conf of the server."),
        PostgresErrorCodes.InvalidCatalogName => (StorageFault.Denied, $"There is no database {name}: create it (createdb), or correct Database in {Setting}."),
        PostgresErrorCodes.InsufficientPrivilege => (StorageFault.Denied, $"The database {name} does not let this user do it ({refused.MessageText}): make the user owner of the database, or of the schema in its search path."),
        PostgresErrorCodes.InvalidSchemaName => (StorageFault.Denied, $"The database {name} has no schema to make tables in ({refused.MessageText}): create it, or correct Search Path in {Setting}."),
        PostgresErrorCodes.ReadOnlySqlTransaction => (StorageFault.Denied, ReadOnly(name).Message),
        PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory => (StorageFault.Full, $"The server of the database {name} has no room ({refused.MessageText}): make room on it."),
        PostgresErrorCodes.TooManyConnections => (StorageFault.Unavailable, $"The server of the database {name} takes no more connections: raise its max_connections, or set Maximum Pool Size in {Setting} lower."),
        PostgresErrorCodes.CannotConnectNow => (StorageFault.Unavailable, $"The server of the database {name} is starting or stopping ({refused.MessageText}): wait until it is ready."),
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => (StorageFault.Unavailable, $"The server of the database {name} was stopped: start it."),
        PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable => (StorageFault.Unavailable, $"The database {name} took too long ({refused.MessageText})."),
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => (StorageFault.Damaged, $"The database {name} is damaged ({refused.MessageText}): restore a copy."),
        _ => (StorageFault.Other, $"The database {name} failed: {refused.MessageText} ({refused.SqlState})."),
    };

    private static (StorageFault Fault, string Sentence) Unreached(NpgsqlException failure, string name) => failure.InnerException switch
    {
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } =>
            (StorageFault.Unavailable, $"The server of the database {name} has no such name in DNS: correct Host in {Setting}."),
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            (StorageFault.Unavailable, $"The database {name} cannot be reached (connection refused): start PostgreSQL there, or correct Host and Port in {Setting}."),
        TimeoutException => (StorageFault.Unavailable, $"The database {name} gave no answer in time: look at its server and the network to it."),
        System.Security.Authentication.AuthenticationException tls => (StorageFault.Denied, $"TLS with the server of the database {name} failed ({tls.Message.TrimEnd('.')}): correct its certificate, or SSL Mode and Root Certificate in {Setting}."),
        _ => (StorageFault.Unavailable, $"The database {name} cannot be reached ({Reason(failure)}): look at its server, or correct {Setting}."),
    };

    private static string Reason(NpgsqlException failure) => (failure is PostgresException refused ? refused.MessageText : failure.InnerException?.Message ?? failure.Message).TrimEnd('.');
}
