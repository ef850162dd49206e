using Microsoft.Extensions.Logging;

namespace Telephony.Media;

/// <summary>Event ids 2500 to 2599.</summary>
internal static partial class MediaLog
{
    [LoggerMessage(2501, LogLevel.Warning, "The voice {Voice} failed: {Why} {Next} speaks instead")]
    public static partial void StandsIn(this ILogger logger, string voice, string why, string next);

    [LoggerMessage(2502, LogLevel.Error, "Recording {RecordingId} ends here: {Why}")]
    public static partial void RecordingFailed(this ILogger logger, string recordingId, string why);

    [LoggerMessage(2503, LogLevel.Warning, "Recording {RecordingId} stays a WAV file, as no MP3 could be made of it: {Why}")]
    public static partial void NotEncoded(this ILogger logger, string recordingId, string why);

    [LoggerMessage(2505, LogLevel.Warning, "The note of recording {RecordingId} cannot be kept: {Why} A crash would leave the application without word of it")]
    public static partial void NoNote(this ILogger logger, string recordingId, string why);

    [LoggerMessage(2506, LogLevel.Warning, "{File} is older than recordings are kept, and cannot be deleted: {Why}")]
    public static partial void NotSwept(this ILogger logger, string file, string why);

    [LoggerMessage(2507, LogLevel.Error, "The recogniser {Recogniser} broke")]
    public static partial void RecogniserThrew(this ILogger logger, Exception bug, string recogniser);

    [LoggerMessage(2504, LogLevel.Warning, "The recogniser {Recogniser} failed: {Why} {Next} listens instead")]
    public static partial void ListensInstead(this ILogger logger, string recogniser, string why, string next);
}
