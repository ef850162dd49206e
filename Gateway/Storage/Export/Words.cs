using Telephony.Domain.Records;

namespace Telephony.Storage.Export;

/// <summary>The words of a record's enums in exports, the same in every form. Once shipped they stay.</summary>
internal static class Words
{
    public static string Of(CallState state) => state switch
    {
        CallState.Started => "started",
        CallState.Answered => "answered",
        _ => "ended",
    };

    public static string Of(CallDirection direction) => direction switch
    {
        CallDirection.Inbound => "inbound",
        CallDirection.Outbound => "outbound",
        _ => "transit",
    };

    public static string Of(CallEndedBy side) => side switch
    {
        CallEndedBy.Caller => "caller",
        CallEndedBy.Callee => "callee",
        CallEndedBy.Gateway => "gateway",
        CallEndedBy.Controller => "controller",
        _ => "unknown",
    };

    public static string Of(AttemptResult result) => result switch
    {
        AttemptResult.Trying => "trying",
        AttemptResult.Answered => "answered",
        AttemptResult.Rejected => "rejected",
        AttemptResult.NoReply => "no reply",
        AttemptResult.NoProgress => "no progress",
        AttemptResult.NoAnswer => "no answer",
        AttemptResult.TransportFailed => "transport failed",
        AttemptResult.NoRoom => "no room",
        _ => "cancelled",
    };

    /// <summary><c>inboundTrunk</c> for <c>InboundTrunk</c>.</summary>
    public static string Camel<T>(T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
