using System.Diagnostics;
using Telephony.Domain.Records;

namespace Telephony.Calls.Recording;

/// <summary>
/// The trace of a call for OpenTelemetry: one span for the call, one inside it for each attempt, made from the record when the call is over, so that a
/// running call costs nothing. Nobody listening: nothing is made.
/// </summary>
public static class CallSpans
{
    public const string SourceName = "Telephony.Calls";

    private static readonly ActivitySource Source = new(SourceName);

    internal static void Emit(CallRecord record)
    {
        if (!Source.HasListeners()) return;
        using var call = Source.StartActivity("call", ActivityKind.Server, default(ActivityContext), startTime: record.StartedAt);
        if (call is null) return;
        call.SetTag("call.id", record.Id.ToString());
        call.SetTag("trunk.from", record.FromTrunk.Value);
        call.SetTag("trunk.to", record.ToTrunk.Value);
        call.SetTag("call.destination", record.Destination);
        call.SetTag("sip.status", record.Cause?.SipStatus);
        call.SetTag("q850.cause", record.Cause?.Q850);
        if (record.AnsweredAt is null && record.Cause is { SipStatus: >= 500 } cause) call.SetStatus(ActivityStatusCode.Error, cause.Text);
        if (record.AnsweredAt is { } answered) call.AddEvent(new ActivityEvent("answered", answered));
        foreach (var attempt in record.Attempts)
        {
            var began = record.StartedAt.AddMilliseconds(attempt.StartedMs);
            using var span = Source.StartActivity("attempt", ActivityKind.Client, call.Context, startTime: began);
            span?.SetTag("trunk", attempt.Trunk.Value);
            span?.SetTag("outcome", attempt.Result.ToString());
            span?.SetTag("sip.status", attempt.SipStatus);
            span?.SetEndTime(began.AddMilliseconds(attempt.WaitedMs).UtcDateTime);
        }
        if (record.EndedAt is { } ended) call.SetEndTime(ended.UtcDateTime);
    }
}
