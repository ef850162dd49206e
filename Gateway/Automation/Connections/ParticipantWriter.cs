using System.Text.Json;

namespace Telephony.Automation.Connections;

/// <summary>Phones as the API's events write them.</summary>
internal static class ParticipantWriter
{
    public static void Write(Utf8JsonWriter json, string name, string number)
    {
        json.WritePropertyName(name);
        Write(json, number);
    }

    public static void Write(Utf8JsonWriter json, string number)
    {
        json.WriteStartObject();
        json.WriteString("kind", "phoneNumber");
        json.WriteString("rawId", Participant.RawIdOf(number));
        json.WriteStartObject("phoneNumber");
        json.WriteString("value", number.Length == 0 ? "anonymous" : number);
        if (number.Length == 0) json.WriteBoolean("isAnonymous", true);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteAll(Utf8JsonWriter json, IEnumerable<Participant> parties)
    {
        json.WriteStartArray("participants");
        foreach (var party in parties)
        {
            json.WriteStartObject();
            Write(json, "identifier", party.Number);
            json.WriteBoolean("isMuted", party.IsMuted);
            json.WriteBoolean("isOnHold", party.IsOnHold);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
