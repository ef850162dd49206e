using Telephony.Api.OpenApi;

namespace Telephony.Api.Events;

/// <summary>What the document says of the area.</summary>
internal static class EventWords
{
    public static readonly IReadOnlyList<(string Name, ApiWords Words)> All =
    [
        ("Events_Stream", new("Events as they happen, for development") { Text = "An endless answer of server-sent events, each a CloudEvent; from `Last-Event-ID` on where that header is sent." }),
        ("Events_Consent", new("Agree to be sent events") { Answers = [(200, EventsJson.Default.ConsentAnswer)], Query = [("code", true, "As the validation event has it.")], Text = "The `validationUrl` of the handshake." }),
        ("Events_Issuer", new("How tokens of the gateway are checked") { Answers = [(200, EventsJson.Default.IssuerDescription)], Text = "OpenID Connect Discovery 1.0: webhooks and callbacks that are signed by token." }),
    ];
}
