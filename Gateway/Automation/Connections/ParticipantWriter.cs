using System.Text.Json;

namespace Telephony.Automation.Connections;

/// <summary>Who is in a call, as the API's events write it.</summary>
internal static class ParticipantWriter
{
    public static void Write(Utf8JsonWriter json, string name, string who)
    {
        json.WritePropertyName(name);
        Write(json, who);
    }

    public static void Write(Utf8JsonWriter json, string who)
    {
        var kind = Identifiers.KindOf(who);
        json.WriteStartObject();
        json.WriteString("kind", kind switch { IdentifierKind.PhoneNumber => "phoneNumber", IdentifierKind.CommunicationUser => "communicationUser", _ => "unknown" });
        json.WriteString("rawId", Identifiers.RawIdOf(who));
        if (kind == IdentifierKind.PhoneNumber)
        {
            json.WriteStartObject("phoneNumber");
            json.WriteString("value", who.Length == 0 ? "anonymous" : who);
            if (who.Length == 0) json.WriteBoolean("isAnonymous", true);
            json.WriteEndObject();
        }
        else if (kind == IdentifierKind.CommunicationUser)
        {
            json.WriteStartObject("communicationUser");
            json.WriteString("id", who);
            json.WriteEndObject();
        }
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
