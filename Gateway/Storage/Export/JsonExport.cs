using System.Text.Json;
using Telephony.Domain.Records;
using Telephony.Domain.Trunks;

namespace Telephony.Storage.Export;

/// <summary>Call records as JSON: an array, written as the records come, or one call. Absent values are left out; durations are in seconds.</summary>
public static class JsonExport
{
    private const int FlushAt = 64 * 1024;

    private static readonly JsonWriterOptions Layout = new() { Indented = true };

    /// <summary>Writes all records without their ladders and returns how many. The stream stays open.</summary>
    public static async Task<int> WriteAsync(IAsyncEnumerable<CallRecord> calls, Stream target, CancellationToken cancellationToken = default)
    {
        await using var writer = new Utf8JsonWriter(target, Layout);
        var written = 0;
        writer.WriteStartArray();
        await foreach (var call in calls.WithCancellation(cancellationToken))
        {
            WriteCall(writer, call, withLadder: false);
            written++;
            if (writer.BytesPending > FlushAt) await writer.FlushAsync(cancellationToken);
        }

        writer.WriteEndArray();
        return written;
    }

    /// <summary>Writes one call with its ladder.</summary>
    public static void Write(CallRecord call, Stream target)
    {
        using var writer = new Utf8JsonWriter(target, Layout);
        WriteCall(writer, call, withLadder: true);
    }

    private static void WriteCall(Utf8JsonWriter writer, CallRecord call, bool withLadder)
    {
        writer.WriteStartObject();
        writer.WriteString("callId", call.Id.ToString());
        writer.WriteString("resourceId", call.Resource.Value);
        writer.WriteString("state", Words.Of(call.State));
        writer.WriteString("direction", Words.Of(call.Direction));
        writer.WriteString("startedAt", call.StartedAt);
        if (call.AnsweredAt is { } answered) writer.WriteString("answeredAt", answered);
        if (call.EndedAt is { } ended) writer.WriteString("endedAt", ended);
        if (call.PostDialDelay is { } delay) writer.WriteNumber("postDialDelay", delay.TotalSeconds);
        WriteText(writer, "fromTrunk", call.FromTrunk.Value);
        WriteText(writer, "toTrunk", call.ToTrunk.Value);
        WriteText(writer, "caller", call.Caller);
        WriteText(writer, "called", call.Called);
        WriteText(writer, "callerWire", call.CallerWire.ToString());
        WriteText(writer, "calledWire", call.CalledWire.ToString());
        WriteText(writer, "destination", call.Destination);
        if (call.Cause is { } cause) WriteCause(writer, cause);
        JsonParts.WriteList(writer, "legs", call.Legs, JsonParts.WriteLeg);
        JsonParts.WriteList(writer, "attempts", call.Attempts, JsonParts.WriteAttempt);
        JsonParts.WriteList(writer, "trace", call.Trace, JsonParts.WriteStep);
        if (withLadder) JsonParts.WriteList(writer, "ladder", call.Ladder.Entries(), JsonParts.WriteEntry);
        if (call.Ladder.Dropped > 0) writer.WriteNumber("ladderDropped", call.Ladder.Dropped);
        writer.WriteEndObject();
    }

    private static void WriteCause(Utf8JsonWriter writer, CallCause cause)
    {
        writer.WriteStartObject("cause");
        writer.WriteString("endedBy", Words.Of(cause.EndedBy));
        if (cause.SipStatus > 0) writer.WriteNumber("sipStatus", cause.SipStatus);
        if (cause.Q850 > 0) writer.WriteNumber("q850", cause.Q850);
        writer.WriteString("text", cause.Text);
        writer.WriteEndObject();
    }

    internal static void WriteText(Utf8JsonWriter writer, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value)) writer.WriteString(name, value);
    }
}
