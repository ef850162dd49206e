using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telephony.FlowRunner.Voicemail;

/// <summary>What lies beside a message in its mailbox. It is <c>NAME.new.json</c> until the store knows of the message, then <c>NAME.json</c>: a gateway that is killed in between goes on with it.</summary>
/// <param name="Notify">Mail addresses.</param>
internal sealed record VoicemailNote(string Resource, string Mailbox, string CallId, string From, string To, DateTimeOffset At, double Seconds, IReadOnlyList<string> Notify)
{
    public const string New = ".new.json";

    public string Write() => JsonSerializer.Serialize(this, NoteJson.Default.VoicemailNote);

    /// <summary>Null: it is no note.</summary>
    public static VoicemailNote? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, NoteJson.Default.VoicemailNote);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(VoicemailNote))]
internal sealed partial class NoteJson : JsonSerializerContext;
