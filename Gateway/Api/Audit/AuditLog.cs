using Microsoft.Extensions.Logging;

namespace Telephony.Api.Audit;

/// <summary>Ids 4100 to 4119.</summary>
internal static partial class AuditLog
{
    [LoggerMessage(4100, LogLevel.Error, "Entries of the API's audit log could not be stored: {Why}")]
    public static partial void NotKept(this ILogger logger, string why);

    [LoggerMessage(4101, LogLevel.Error, "{Lost} entries of the API's audit log are lost")]
    public static partial void Lost(this ILogger logger, long lost);
}
