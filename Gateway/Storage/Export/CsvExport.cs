using System.Globalization;
using System.Text;
using Telephony.Domain.Records;

namespace Telephony.Storage.Export;

/// <summary>
/// Call records as CSV (RFC 4180, UTF-8, a header line, times in ISO 8601 UTC, durations in seconds), one line per call, written as the records come.
/// Leg A and the last leg B have columns of their own; the JSON form has all legs.
/// </summary>
public static class CsvExport
{
    private static readonly (string Name, Func<CallRecord, object?> Value)[] Columns =
    [
        ("call_id", static call => call.Id),
        ("resource_id", static call => call.Resource),
        ("state", static call => Words.Of(call.State)),
        ("direction", static call => Words.Of(call.Direction)),
        ("started_at", static call => call.StartedAt),
        ("answered_at", static call => call.AnsweredAt),
        ("ended_at", static call => call.EndedAt),
        ("talk_seconds", static call => (call.EndedAt - call.AnsweredAt)?.TotalSeconds),
        ("post_dial_delay_seconds", static call => call.PostDialDelay?.TotalSeconds),
        ("from_trunk", static call => call.FromTrunk),
        ("to_trunk", static call => call.ToTrunk),
        ("caller", static call => call.Caller),
        ("called", static call => call.Called),
        ("caller_wire", static call => call.CallerWire),
        ("called_wire", static call => call.CalledWire),
        ("destination", static call => call.Destination),
        ("ended_by", static call => call.Cause is { } cause ? Words.Of(cause.EndedBy) : null),
        ("sip_status", static call => call.Cause is { SipStatus: > 0 } cause ? cause.SipStatus : null),
        ("q850", static call => call.Cause is { Q850: > 0 } cause ? cause.Q850 : null),
        ("cause", static call => call.Cause?.Text),
        ("attempts", static call => call.Attempts.Count),
        ("a_codec", static call => Leg(call, LegRole.A)?.Codec),
        ("a_packets_lost", static call => Leg(call, LegRole.A)?.Quality?.PacketsLost),
        ("a_jitter_ms", static call => Leg(call, LegRole.A)?.Quality?.JitterMs),
        ("a_mos", static call => Leg(call, LegRole.A)?.Quality?.Mos),
        ("b_codec", static call => Leg(call, LegRole.B)?.Codec),
        ("b_packets_lost", static call => Leg(call, LegRole.B)?.Quality?.PacketsLost),
        ("b_jitter_ms", static call => Leg(call, LegRole.B)?.Quality?.JitterMs),
        ("b_mos", static call => Leg(call, LegRole.B)?.Quality?.Mos),
    ];

    /// <summary>Writes all records and returns how many. The stream stays open.</summary>
    public static async Task<int> WriteAsync(IAsyncEnumerable<CallRecord> calls, Stream target, CancellationToken cancellationToken = default)
    {
        await using var writer = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\r\n" };
        await writer.WriteLineAsync(string.Join(',', Columns.Select(static column => column.Name)));
        var written = 0;
        await foreach (var call in calls.WithCancellation(cancellationToken))
        {
            await writer.WriteLineAsync(string.Join(',', Columns.Select(column => Quote(Text(column.Value(call))))));
            written++;
        }

        return written;
    }

    private static LegRecord? Leg(CallRecord call, LegRole role) => call.Legs.FindLast(leg => leg.Role == role);

    private static string Text(object? value) => value switch
    {
        null => "",
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        double number => number.ToString("0.###", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Quote(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
