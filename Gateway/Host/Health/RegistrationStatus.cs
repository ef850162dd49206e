using System.Text.Json;
using Telephony.Domain.Registration;
using Telephony.Domain.Trunks;

namespace Telephony.Host.Health;

/// <summary>The part of <c>/status</c> that tells of registrations, ours with the trunk and those with us.</summary>
internal static class RegistrationStatus
{
    public static void Write(Utf8JsonWriter json, RegistrationBoard board, Trunk trunk)
    {
        if (board.Find(trunk.Id) is { } ours)
        {
            json.WriteStartObject("registration");
            json.WriteString("state", ours.Phase.ToString().ToLowerInvariant());
            json.WriteString("registrar", ours.Registrar);
            if (ours.LastAt is { } at)
            {
                json.WriteNumber("lastStatus", ours.LastStatus);
                json.WriteString("lastText", ours.LastText);
                json.WriteString("lastAt", at);
            }
            if (ours.ExpiresAt is { } expires) json.WriteString("expiresAt", expires);
            if (ours.NextAt is { } next) json.WriteString("nextAt", next);
            if (ours.Failures > 0) json.WriteNumber("failures", ours.Failures);
            json.WriteEndObject();
        }
        if (board.BindingsOf(trunk.Id) is > 0 and var bound) json.WriteNumber("bindings", bound);
    }
}
