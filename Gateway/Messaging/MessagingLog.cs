using Microsoft.Extensions.Logging;
using Telephony.Domain.Messages;

namespace Telephony.Messaging;

internal static partial class MessagingLog
{
    [LoggerMessage(6701, LogLevel.Warning, "Messages of carrier {Carrier} wait for the store: {Why}")]
    public static partial void StoreFailed(this ILogger logger, string carrier, string why);

    [LoggerMessage(6702, LogLevel.Error, "The adapter of carrier {Carrier} failed on message {MessageId}; whether it was sent is unknown")]
    public static partial void AdapterThrew(this ILogger logger, Exception bug, string carrier, MessageId messageId);

    [LoggerMessage(6703, LogLevel.Warning, "{Count} messages were being sent when their gateway ended; their carriers are asked, or they are shown as unknown")]
    public static partial void LeftBehind(this ILogger logger, int count);

    [LoggerMessage(6704, LogLevel.Warning, "{Count} messages belong to carrier {Carrier}, which is not configured any more; they stay as they are")]
    public static partial void CarrierGone(this ILogger logger, string carrier, int count);

    [LoggerMessage(6705, LogLevel.Information, "{Sender} is not wanted any more by a recipient who wrote {Word}")]
    public static partial void OptedOut(this ILogger logger, string sender, string word);
}
