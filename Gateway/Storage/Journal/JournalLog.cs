using Microsoft.Extensions.Logging;
using Telephony.Domain.Identity;

namespace Telephony.Storage.Journal;

internal static partial class JournalLog
{
    [LoggerMessage(6001, LogLevel.Error, "{Sentence}")]
    public static partial void Refusing(this ILogger logger, string sentence);

    [LoggerMessage(6002, LogLevel.Information, "The call journal in {Directory} can be written again; new calls are accepted")]
    public static partial void Recovered(this ILogger logger, string directory);

    [LoggerMessage(6003, LogLevel.Error, "The record of call {CallId} is larger than a journal entry may be, even without ladder and trace; the call is refused or its last phase is not recorded")]
    public static partial void TooLarge(this ILogger logger, CallId callId);

    [LoggerMessage(6004, LogLevel.Error, "The disk of {Directory} stayed full for so long that journal entries of running calls had to be given up")]
    public static partial void Lost(this ILogger logger, string directory);

    [LoggerMessage(6005, LogLevel.Error, "Call records could not be stored; they stay in the journal and are tried again")]
    public static partial void StoreFailed(this ILogger logger, Exception failure);

    [LoggerMessage(6006, LogLevel.Information, "Call records are stored again")]
    public static partial void StoreRecovered(this ILogger logger);

    [LoggerMessage(6007, LogLevel.Warning, "Journal segment {Segment} is damaged at byte {Offset}; {Bytes} bytes are passed over")]
    public static partial void Damaged(this ILogger logger, string segment, long offset, long bytes);

    [LoggerMessage(6008, LogLevel.Information, "Journal replayed: {Entries} entries of {Segments} segments, {OpenCalls} calls were cut short by the last stop")]
    public static partial void Replayed(this ILogger logger, long entries, int segments, int openCalls);
}
