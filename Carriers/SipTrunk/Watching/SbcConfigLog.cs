using Microsoft.Extensions.Logging;

namespace Telephony.SipTrunk.Watching;

internal static partial class SbcConfigLog
{
    [LoggerMessage(5001, LogLevel.Information, "Trunks and routes loaded from {Folder}: {Trunks} trunks, {Routes} routes (version {Version})")]
    public static partial void Loaded(this ILogger logger, string folder, int trunks, int routes, long version);

    [LoggerMessage(5002, LogLevel.Error, "The files in {Folder} have {Mistakes} mistakes; version {Version} stays in use")]
    public static partial void Refused(this ILogger logger, string folder, int mistakes, long version);

    [LoggerMessage(5003, LogLevel.Error, "{Mistake}")]
    public static partial void Mistake(this ILogger logger, string mistake);

    [LoggerMessage(5004, LogLevel.Warning, "{Folder} cannot be watched ({Reason}); it is looked at every {Seconds} s instead")]
    public static partial void NotWatched(this ILogger logger, string folder, string reason, double seconds);

    [LoggerMessage(5006, LogLevel.Warning, "{Sentence}")]
    public static partial void LeftOut(this ILogger logger, string sentence);

    [LoggerMessage(5007, LogLevel.Information, "Trunks and routes of the API: {Trunks} trunks, {Routes} routes of {Resources} resources")]
    public static partial void RoutingChanged(this ILogger logger, int trunks, int routes, int resources);

    [LoggerMessage(5008, LogLevel.Warning, "Trunks and routes of the API could not be read again, those known stay in use: {Why}")]
    public static partial void RoutingNotRead(this ILogger logger, string why);

    [LoggerMessage(5005, LogLevel.Error, "Looking at {Folder} failed; the next look is in {Seconds} s")]
    public static partial void LookFailed(this ILogger logger, Exception exception, string folder, double seconds);
}
