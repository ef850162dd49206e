using Microsoft.Extensions.Logging;

namespace Telephony.Media;

/// <summary>Event ids 2500 to 2599.</summary>
internal static partial class MediaLog
{
    [LoggerMessage(2501, LogLevel.Warning, "The voice {Voice} failed: {Why} {Next} speaks instead")]
    public static partial void StandsIn(this ILogger logger, string voice, string why, string next);
}
