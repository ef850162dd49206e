using Microsoft.Extensions.Logging;

namespace Telephony.Calls.Protection;

/// <summary>What protection did. Ids 3040 to 3049.</summary>
internal static partial class ProtectionLog
{
    [LoggerMessage(3040, LogLevel.Warning, "{Source} is not listened to on {Transports} for {Time}: {What}")]
    public static partial void Banned(this ILogger logger, string source, TimeSpan time, string what, string transports);

    [LoggerMessage(3041, LogLevel.Warning, "Overload: new requests wait {DelayMs} ms for the signalling loop; some are refused from now on")]
    public static partial void Overloaded(this ILogger logger, long delayMs);

    [LoggerMessage(3042, LogLevel.Information, "Overload is over: {Refused} new requests were refused")]
    public static partial void OverloadOver(this ILogger logger, long refused);
}
