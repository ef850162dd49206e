using Microsoft.Extensions.Logging;

namespace Telephony.Host.Composition;

/// <summary>What an operator should know at the start.</summary>
internal static partial class StartLog
{
    [LoggerMessage(7201, LogLevel.Warning, "{Lack} Until then it is relayed, but neither converted nor played")]
    public static partial void CodecMissing(this ILogger logger, string lack);
}
