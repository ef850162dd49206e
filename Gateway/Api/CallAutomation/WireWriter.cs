using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Automation.Connections;
using Telephony.Automation.Reception;

namespace Telephony.Api.CallAutomation;

/// <summary>Our words into the wire's.</summary>
internal static class WireWriter
{
    public static ApiAnswer Refuse(Refusal refusal) => ApiErrors.Error(refusal.Status, refusal.Code, refusal.Message);

    public static CommunicationIdentifierModel Phone(string number) => new()
    {
        Kind = "phoneNumber",
        RawId = number.Length == 0 ? "4:anonymous" : "4:" + number,
        PhoneNumber = new PhoneNumberIdentifierModel(number.Length == 0 ? "anonymous" : number) { IsAnonymous = number.Length == 0 ? true : null },
    };

    public static CallParticipant Participant(ParticipantView party) => new(Phone(party.Number), party.IsMuted, party.IsOnHold);

    public static CallConnectionProperties Connection(ConnectionView view) => new(view.Id, view.ServerCallId, StateOf(view.State), view.CallbackUri.OriginalString, view.CorrelationId)
    {
        Targets = [.. view.Targets.Select(Phone)],
        SourceCallerIdNumber = view.CallerId.Length > 0 ? new PhoneNumberIdentifierModel(view.CallerId) : null,
        SourceDisplayName = view.DisplayName.Length > 0 ? view.DisplayName : null,
        Source = view.AnsweredFor.Length > 0 ? Phone(view.CallerId) : null,
        AnsweredFor = view.AnsweredFor.Length > 0 ? new PhoneNumberIdentifierModel(view.AnsweredFor) : null,
    };

    private static string StateOf(ConnectionState state) => state switch
    {
        ConnectionState.Connecting => "connecting",
        ConnectionState.Connected => "connected",
        ConnectionState.Transferring => "transferring",
        ConnectionState.TransferAccepted => "transferAccepted",
        ConnectionState.Disconnecting => "disconnecting",
        _ => "disconnected",
    };
}
