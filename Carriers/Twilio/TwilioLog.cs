using Microsoft.Extensions.Logging;

namespace Telephony.Twilio;

internal static partial class TwilioLog
{
    [LoggerMessage(6201, LogLevel.Warning, "Carrier {Carrier}: a request to {What} is not signed by Twilio ({Refused} so far); nothing was taken. If it was Twilio, look at publicUrl and authToken")]
    public static partial void NotSigned(this ILogger logger, string carrier, string what, long refused);

    [LoggerMessage(6202, LogLevel.Error, "What carrier {Carrier} brought could not be stored; it is asked to bring it again")]
    public static partial void NotStored(this ILogger logger, Exception failure, string carrier);

    [LoggerMessage(6203, LogLevel.Warning, "Carrier {Carrier} brought a message that cannot be read: {Why}")]
    public static partial void Strange(this ILogger logger, string carrier, string why);
}
