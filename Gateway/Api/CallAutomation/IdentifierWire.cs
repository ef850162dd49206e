using System.Text.Json;

namespace Telephony.Api.CallAutomation;

// Who is meant, and what goes with a call, as the API's document spells it (call automation 2026-03-12); what a client may leave out is nullable.

internal sealed record PhoneNumberIdentifierModel(string? Value)
{
    public bool? IsAnonymous { get; init; }
}

internal sealed record CommunicationUserIdentifierModel(string? Id);

internal sealed record CommunicationIdentifierModel
{
    public string? Kind { get; init; }

    public string? RawId { get; init; }

    public CommunicationUserIdentifierModel? CommunicationUser { get; init; }

    public PhoneNumberIdentifierModel? PhoneNumber { get; init; }

    public JsonElement? MicrosoftTeamsUser { get; init; }

    public JsonElement? MicrosoftTeamsApp { get; init; }

    public JsonElement? TeamsExtensionUser { get; init; }
}

internal sealed record CustomCallingContextInternal
{
    public Dictionary<string, string>? VoipHeaders { get; init; }

    public Dictionary<string, string>? SipHeaders { get; init; }

    public JsonElement? TeamsPhoneCallDetails { get; init; }
}
