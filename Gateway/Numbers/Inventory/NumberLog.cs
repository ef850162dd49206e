using Microsoft.Extensions.Logging;

namespace Telephony.Numbers.Inventory;

internal static partial class NumberLog
{
    [LoggerMessage(6501, LogLevel.Information, "Numbers loaded: {Records} records (version {Version})")]
    public static partial void Loaded(this ILogger logger, int records, long version);

    [LoggerMessage(6502, LogLevel.Error, "The stored numbers overlap ({Wanted} and {Existing}); the numbers loaded before stay in use")]
    public static partial void Refused(this ILogger logger, string wanted, string existing);

    [LoggerMessage(6503, LogLevel.Warning, "Changed numbers cannot be looked for; those loaded stay in use, and the look is repeated")]
    public static partial void LookFailed(this ILogger logger, Exception exception);

    [LoggerMessage(6504, LogLevel.Information, "Changed numbers are seen again")]
    public static partial void LooksAgain(this ILogger logger);
}
