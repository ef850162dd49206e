using Microsoft.Extensions.Logging;

namespace Telephony.Host.Schedules;

/// <summary>Ids 7000 to 7099.</summary>
internal static partial class ScheduleLog
{
    [LoggerMessage(7001, LogLevel.Information, "{Deleted} call records were deleted: {Days} days and {Megabytes} MB are kept")]
    public static partial void Deleted(this ILogger logger, int deleted, int days, long megabytes);

    [LoggerMessage(7003, LogLevel.Information, "{Deleted} entries of the API's audit log were deleted: {Days} days are kept")]
    public static partial void AuditDeleted(this ILogger logger, int deleted, double days);

    [LoggerMessage(7004, LogLevel.Information, "{Deleted} files of recordings were deleted: {Days} days are kept")]
    public static partial void RecordingsDeleted(this ILogger logger, int deleted, double days);

    [LoggerMessage(7002, LogLevel.Warning, "Old records could not be deleted, the next try is in an hour: {Why}")]
    public static partial void NotDeleted(this ILogger logger, string why);
}
