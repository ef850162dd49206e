using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Automation.Connections;
using Telephony.Automation.Reception;

namespace Telephony.Api.CallAutomation;

/// <summary>Our words into the wire's.</summary>
internal static class WireWriter
{
    public static ApiAnswer Refuse(Refusal refusal) => ApiErrors.Error(refusal.Status, refusal.Code, refusal.Message);

    public static CommunicationIdentifierModel Identifier(string who) => Identifiers.KindOf(who) switch
    {
        IdentifierKind.CommunicationUser => new() { Kind = "communicationUser", RawId = who, CommunicationUser = new CommunicationUserIdentifierModel(who) },
        IdentifierKind.Unknown => new() { Kind = "unknown", RawId = who },
        _ => new()
        {
            Kind = "phoneNumber",
            RawId = Identifiers.RawIdOf(who),
            PhoneNumber = new PhoneNumberIdentifierModel(who.Length == 0 ? "anonymous" : who) { IsAnonymous = who.Length == 0 ? true : null },
        },
    };

    public static CallParticipant Participant(ParticipantView party) => new(Identifier(party.Number), party.IsMuted, party.IsOnHold);

    public static CallConnectionProperties Connection(ConnectionView view)
    {
        var isAnswered = view.AnsweredFor.Length > 0;
        return new(view.Id, view.ServerCallId, StateOf(view.State), view.CallbackUri.OriginalString, view.CorrelationId)
        {
            Targets = [.. view.Targets.Select(Identifier)],
            SourceCallerIdNumber = view.CallerId.Length > 0 && Identifiers.KindOf(view.CallerId) == IdentifierKind.PhoneNumber ? new PhoneNumberIdentifierModel(view.CallerId) : null,
            SourceDisplayName = view.DisplayName.Length > 0 ? view.DisplayName : null,
            Source = isAnswered ? Identifier(view.CallerId) : view.OnBehalfOf.Length > 0 ? Identifier(view.OnBehalfOf) : null,
            AnsweredBy = isAnswered && view.OnBehalfOf.Length > 0 ? new CommunicationUserIdentifierModel(view.OnBehalfOf) : null,
            AnsweredFor = isAnswered ? new PhoneNumberIdentifierModel(view.AnsweredFor) : null,
            MediaStreamingSubscription = StreamOperations.SubscriptionOf(view.Media),
            TranscriptionSubscription = StreamOperations.TranscriptionOf(view.Transcription),
        };
    }

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
