using Microsoft.Extensions.Logging;

namespace Telephony.Api.Pipeline;

/// <summary>Ids 4000 to 4099.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(4000, LogLevel.Error, "{Operation} failed (x-ms-request-id {RequestId})")]
    public static partial void Failed(this ILogger logger, string operation, string requestId, Exception failure);

    [LoggerMessage(4001, LogLevel.Error, "A request failed outside of any operation (x-ms-request-id {RequestId})")]
    public static partial void FailedOutside(this ILogger logger, string requestId, Exception failure);

    [LoggerMessage(4002, LogLevel.Error, "{Operation} could not be carried out (x-ms-request-id {RequestId}): {Why}")]
    public static partial void NoStore(this ILogger logger, string operation, string requestId, string why);
}
