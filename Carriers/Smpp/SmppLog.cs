using Microsoft.Extensions.Logging;

namespace Telephony.Smpp;

internal static partial class SmppLog
{
    [LoggerMessage(6101, LogLevel.Information, "Carrier {Carrier} is bound to {Host}:{Port} by SMPP")]
    public static partial void Bound(this ILogger logger, string carrier, string host, int port);

    [LoggerMessage(6102, LogLevel.Warning, "Carrier {Carrier} is not bound: {Why}")]
    public static partial void Lost(this ILogger logger, string carrier, string why);

    [LoggerMessage(6103, LogLevel.Error, "What carrier {Carrier} delivered could not be stored; it is asked to deliver it again")]
    public static partial void NotStored(this ILogger logger, Exception failure, string carrier);

    [LoggerMessage(6104, LogLevel.Warning, "A receipt of carrier {Carrier} names no message")]
    public static partial void NoIdInReceipt(this ILogger logger, string carrier);

    [LoggerMessage(6105, LogLevel.Warning, "Carrier {Carrier} delivered a message from or to a strange address: {Why}")]
    public static partial void StrangeAddress(this ILogger logger, string carrier, string why);
}
