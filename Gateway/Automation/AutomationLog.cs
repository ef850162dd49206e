using Microsoft.Extensions.Logging;

namespace Telephony.Automation;

/// <summary>Ids 3300 to 3349.</summary>
internal static partial class AutomationLog
{
    [LoggerMessage(3300, LogLevel.Warning, "Callbacks of connection {Connection} are not taken at {Host}: {Why}; {Waiting} wait, the first of them since {Seconds} s")]
    public static partial void NotTaken(this ILogger logger, string connection, string host, string why, int waiting, int seconds);

    [LoggerMessage(3301, LogLevel.Warning, "{Type} of connection {Connection} is given up: it was not taken at {Host} in {Seconds} s")]
    public static partial void GivenUp(this ILogger logger, string type, string connection, string host, int seconds);

    [LoggerMessage(3302, LogLevel.Warning, "{Type} of connection {Connection} is dropped: {Waiting} callbacks wait already")]
    public static partial void Dropped(this ILogger logger, string type, string connection, int waiting);

    [LoggerMessage(3303, LogLevel.Error, "A prompt of call {ServerCall} could not be made ready")]
    public static partial void PromptThrew(this ILogger logger, Exception bug, string serverCall);

    [LoggerMessage(3304, LogLevel.Warning, "IncomingCall of call {ServerCall} could not be published, the call is refused: {Why}")]
    public static partial void NotPublished(this ILogger logger, string serverCall, string why);

    [LoggerMessage(3306, LogLevel.Debug, "The application of connection {Connection} has sent on its stream what cannot be read: {Why}")]
    public static partial void NotUnderstood(this ILogger logger, string connection, string why);

    [LoggerMessage(3307, LogLevel.Warning, "The stream of connection {Connection} has lost {Frames} frames that its application was too slow for, and {Milliseconds} ms that it sent too far ahead")]
    public static partial void StreamLost(this ILogger logger, string connection, long frames, long milliseconds);

    [LoggerMessage(3308, LogLevel.Warning, "A transcript of connection {Connection} is dropped: its application reads too slowly")]
    public static partial void TranscriptLost(this ILogger logger, string connection);

    [LoggerMessage(3305, LogLevel.Error, "Work for calls of applications failed")]
    public static partial void WorkFailed(this ILogger logger, Exception bug);
}
