using Microsoft.Extensions.Logging;

namespace Telephony.Identity.Keys;

/// <summary>Ids 4500 to 4519.</summary>
internal static partial class KeyLog
{
    [LoggerMessage(4500, LogLevel.Warning, "The resources and their keys could not be read again, those known stay in use: {Why}")]
    public static partial void NotRefreshed(this ILogger logger, string why);
}
