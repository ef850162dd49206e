using System.Buffers;
using System.Text.Json;

namespace Telephony.Events.Webhooks;

/// <summary>CloudEvents 1.0 in structured JSON, as the service fills it in.</summary>
/// <param name="Source">Whence: the resource, or the call.</param>
/// <param name="Subject">Empty: none.</param>
/// <param name="Data">A JSON value, UTF-8.</param>
public readonly record struct CloudEvent(string Id, string Source, string Type, string Subject, DateTimeOffset At, ReadOnlyMemory<byte> Data)
{
    public const string ContentType = "application/cloudevents+json; charset=utf-8";
    public const string BatchContentType = "application/cloudevents-batch+json; charset=utf-8";

    /// <summary>One as an object.</summary>
    public static byte[] Write(in CloudEvent one)
    {
        var body = new ArrayBufferWriter<byte>(one.Data.Length + 512);
        using (var json = new Utf8JsonWriter(body, s_options)) one.WriteTo(json);
        return body.WrittenSpan.ToArray();
    }

    /// <summary>Some as an array.</summary>
    public static byte[] WriteArray(IEnumerable<CloudEvent> events)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(body, s_options))
        {
            json.WriteStartArray();
            foreach (var one in events) one.WriteTo(json);
            json.WriteEndArray();
        }
        return body.WrittenSpan.ToArray();
    }

    private static readonly JsonWriterOptions s_options = new() { SkipValidation = true };

    private void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", Id);
        json.WriteString("source", Source);
        json.WriteString("type", Type);
        if (Subject.Length > 0) json.WriteString("subject", Subject);
        json.WriteString("time", At.UtcDateTime.ToString(EventTime.Format, null));
        json.WriteString("specversion", "1.0");
        json.WriteString("datacontenttype", "application/json");
        json.WritePropertyName("data");
        json.WriteRawValue(Data.Span, skipInputValidation: true);
        json.WriteEndObject();
    }
}
