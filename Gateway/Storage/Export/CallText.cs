using System.Globalization;
using System.Text;
using Telephony.Domain.Flows;
using Telephony.Domain.Records;
using Telephony.Domain.Trunks;
using Telephony.Storage.Flows;

namespace Telephony.Storage.Export;

/// <summary>One call for a person at a terminal: what it was, why it ended, its attempts, legs, decisions and ladder.</summary>
public static class CallText
{
    /// <param name="flow">What a call flow did with it; empty: there was none.</param>
    public static string Write(CallRecord call, IReadOnlyList<FlowCallStep>? flow = null)
    {
        var text = new StringBuilder();
        Line(text, "Call", $"{call.Id}  ({Words.Of(call.Direction)}, {Words.Of(call.State)})");
        Line(text, "Started", Time(call.StartedAt));
        if (call.AnsweredAt is { } answered) Line(text, "Answered", $"{Time(answered)}  after {Seconds(answered - call.StartedAt)}");
        if (call.EndedAt is { } ended) Line(text, "Ended", $"{Time(ended)}{(call.AnsweredAt is { } start ? $"  after {Seconds(ended - start)} of talk" : "  unanswered")}");
        if (call.PostDialDelay is { } delay) Line(text, "Dial delay", Seconds(delay));
        Line(text, "From", $"{Party(call.Caller, call.CallerWire)}{(call.FromTrunk.IsNone ? "" : $"  by {call.FromTrunk}")}");
        Line(text, "To", $"{Party(call.Called, call.CalledWire)}{(call.ToTrunk.IsNone ? "" : $"  by {call.ToTrunk}")}{(call.Destination is null ? "" : $"  ({call.Destination})")}");
        if (call.Cause is { } cause) Line(text, "Cause", $"{cause.Text}  ({CauseCodes(cause)})");
        Attempts(text, call);
        Legs(text, call);
        if (call.Trace.Count > 0) text.Append("\nDecisions\n");
        foreach (var step in call.Trace) text.Append(CultureInfo.InvariantCulture, $"{step}\n");
        if (flow is { Count: > 0 }) Flow(text, call, flow);
        text.Append("\nLadder\n").Append(LadderDrawing.Draw(call));
        return text.ToString();
    }

    private static void Attempts(StringBuilder text, CallRecord call)
    {
        if (call.Attempts.Count > 0) text.Append("\nAttempts\n");
        foreach (var attempt in call.Attempts)
        {
            var status = attempt.SipStatus > 0 ? string.Create(CultureInfo.InvariantCulture, $" {attempt.SipStatus}") : "";
            text.Append(CultureInfo.InvariantCulture, $"  {attempt.StartedMs / 1000.0,8:0.000} s  {attempt.Trunk,-28} {attempt.Address} {attempt.Transport.ToWord()}  {Words.Of(attempt.Result)}{status} after {attempt.WaitedMs / 1000.0:0.000} s");
            text.Append(attempt.Text is null ? "\n" : $": {attempt.Text}\n");
        }
    }

    private static void Flow(StringBuilder text, CallRecord call, IReadOnlyList<FlowCallStep> steps)
    {
        text.Append("\nFlow\n");
        foreach (var step in steps)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {Math.Max(0, (step.At - call.StartedAt).TotalSeconds),8:0.000} s  {$"{step.Flow}@{step.Version}",-24} {step.Node,-20} {step.Kind.ToWord()}");
            if (step.Detail.Length > 0) text.Append(CultureInfo.InvariantCulture, $" {step.Detail}");
            if (step.Kind != FlowStepKind.Entered) text.Append(CultureInfo.InvariantCulture, $"  after {Seconds(step.Time)}");
            text.Append('\n');
        }
        if (steps.Count >= FlowFeeder.MostStepsPerCall) text.Append(CultureInfo.InvariantCulture, $"  Of one call, {FlowFeeder.MostStepsPerCall} steps are kept.\n");
    }

    private static void Legs(StringBuilder text, CallRecord call)
    {
        if (call.Legs.Count > 0) text.Append("\nLegs\n");
        foreach (var leg in call.Legs)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {leg.Role}{leg.Id.Ordinal}  {leg.Trunk}  {leg.RemoteSignalling} {leg.Transport.ToWord()}  Call-ID {leg.SipCallId}  codec {leg.Codec ?? "none"}");
            if (!leg.RemoteMedia.IsNone) text.Append(CultureInfo.InvariantCulture, $"  media {leg.RemoteMedia}");
            text.Append('\n');
            if (leg.Quality is not { } q) continue;
            text.Append(CultureInfo.InvariantCulture, $"      received {q.PacketsReceived}, sent {q.PacketsSent}, lost {q.PacketsLost}, out of order {q.PacketsOutOfOrder}, jitter {q.JitterMs:0.0} ms (worst {q.MaxJitterMs:0.0}), R {q.RFactor:0.0}, MOS {q.Mos:0.00}\n");
        }
    }

    private static string CauseCodes(CallCause cause)
    {
        var codes = new List<string> { $"by {Words.Of(cause.EndedBy)}" };
        if (cause.SipStatus > 0) codes.Add(string.Create(CultureInfo.InvariantCulture, $"SIP {cause.SipStatus}"));
        if (cause.Q850 > 0) codes.Add(string.Create(CultureInfo.InvariantCulture, $"Q.850 {cause.Q850}"));
        return string.Join(", ", codes);
    }

    private static string Party(string? number, WireText wire) => number is null ? wire.ToString() : wire.IsEmpty ? number : $"{number}  [{wire}]";

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.000} s");

    private static void Line(StringBuilder text, string name, string value) => text.Append(CultureInfo.InvariantCulture, $"{name,-11}{value}\n");
}
