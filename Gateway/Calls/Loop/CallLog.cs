using System.Globalization;
using Microsoft.Extensions.Logging;
using Telephony.Domain.Identity;
using Telephony.Net.Addresses;

namespace Telephony.Calls.Loop;

/// <summary>What an operator reads in a day. Ids 3000 to 3099. Numbers are masked unless the options say otherwise.</summary>
internal static partial class CallLog
{
    [LoggerMessage(3001, LogLevel.Information, "Call {CallId} from {Caller} by {FromTrunk} to {Called}: {Seconds} s by {ToTrunk}. {Cause}")]
    private static partial void Connected(this ILogger logger, CallId callId, string caller, TrunkId fromTrunk, string called, string seconds, string toTrunk, string cause);

    [LoggerMessage(3002, LogLevel.Information, "Call {CallId} from {Caller} by {FromTrunk} to {Called}: not answered ({Status}). {Cause}")]
    private static partial void NotConnected(this ILogger logger, CallId callId, string caller, TrunkId fromTrunk, string called, int status, string cause);

    [LoggerMessage(3003, LogLevel.Information, "Within a second {Connected} more calls ended, and {Failed} more were not answered; the call records have them")]
    public static partial void LeftOut(this ILogger logger, int connected, int failed);

    [LoggerMessage(3010, LogLevel.Information, "Trunk {TrunkId} is active")]
    public static partial void TrunkActive(this ILogger logger, TrunkId trunkId);

    [LoggerMessage(3011, LogLevel.Warning, "Trunk {TrunkId} is inactive and will not be tried: {Error}")]
    public static partial void TrunkInactive(this ILogger logger, TrunkId trunkId, string error);

    [LoggerMessage(3020, LogLevel.Debug, "Refused a request from {Source}: {Reason}")]
    public static partial void Stranger(this ILogger logger, NetEndpoint source, string reason);

    [LoggerMessage(3021, LogLevel.Information, "Refused {Method} from {Source} over {Transport}, {Fault}: {Reason}")]
    public static partial void Refused(this ILogger logger, string method, NetEndpoint source, string transport, string fault, string reason);

    [LoggerMessage(3030, LogLevel.Information, "Draining: {Calls} calls are left, new ones are refused; the rest ends in {Limit}")]
    public static partial void Draining(this ILogger logger, int calls, TimeSpan limit);

    [LoggerMessage(3031, LogLevel.Warning, "{Calls} calls of an earlier run were still connected; both sides are sent BYE")]
    public static partial void CleaningUp(this ILogger logger, int calls);

    public static void Write(ILogger logger, Call call)
    {
        var record = call.Record;
        var full = call.Services.Options.LogFullNumbers;
        var caller = Mask(record.Caller, full);
        var called = Mask(record.Called, full);
        var cause = record.Cause?.Text ?? "";
        if (record is { AnsweredAt: { } answered, EndedAt: { } ended })
        {
            var seconds = (ended - answered).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
            logger.Connected(record.Id, caller, record.FromTrunk, called, seconds, record.ToTrunk.IsNone ? record.Destination ?? "" : record.ToTrunk.Value, cause);
            return;
        }
        logger.NotConnected(record.Id, caller, record.FromTrunk, called, record.Cause?.SipStatus ?? 0, cause);
    }

    /// <summary>All but the first and last two characters hidden: enough to recognise one's own number.</summary>
    internal static string Mask(string? number, bool full)
    {
        if (number is null) return "";
        return full || number.Length <= 5 ? number : $"{number.AsSpan(0, 3)}{new string('*', number.Length - 5)}{number.AsSpan(number.Length - 2)}";
    }
}
