using System.Text.Json;
using Telephony.Domain.Identity;
using Telephony.Media.Recording;

namespace Telephony.Automation.Recordings;

/// <summary>
/// What has to be known of a recording when its files are told of: kept beside them from its beginning until that was done, so that a recording that a crash has cut is told of at the next start. No number and no name is in it.
/// </summary>
internal sealed record RecordingNote(ResourceId Resource, string CorrelationId, string ServerCallId, DateTimeOffset StartedAt, RecordingFormat Format, bool IsMixed, bool IsEncrypted)
{
    public byte[] Write()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("resource", Resource.Value);
            json.WriteString("correlationId", CorrelationId);
            json.WriteString("serverCallId", ServerCallId);
            json.WriteString("startedAt", StartedAt);
            json.WriteString("format", Format.ToString());
            json.WriteBoolean("mixed", IsMixed);
            json.WriteBoolean("encrypted", IsEncrypted);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    /// <summary>Null: it is none.</summary>
    public static RecordingNote? Read(ReadOnlyMemory<byte> note)
    {
        try
        {
            using var document = JsonDocument.Parse(note);
            var json = document.RootElement;
            return ResourceId.TryParse(Text("resource"), out var resource) && Enum.TryParse<RecordingFormat>(Text("format"), out var format)
                ? new RecordingNote(resource, Text("correlationId"), Text("serverCallId"), json.GetProperty("startedAt").GetDateTimeOffset(), format, json.GetProperty("mixed").GetBoolean(), json.GetProperty("encrypted").GetBoolean())
                : null;

            string Text(string name) => json.GetProperty(name).GetString() ?? "";
        }
        catch (Exception bad) when (bad is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
