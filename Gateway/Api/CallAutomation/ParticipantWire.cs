namespace Telephony.Api.CallAutomation;

// Phones of a call.

internal sealed record CallParticipant(CommunicationIdentifierModel Identifier, bool IsMuted, bool IsOnHold);

internal sealed record GetParticipantsResponse(IReadOnlyList<CallParticipant> Value);

internal sealed record AddParticipantRequest
{
    public PhoneNumberIdentifierModel? SourceCallerIdNumber { get; init; }

    public string? SourceDisplayName { get; init; }

    public CommunicationIdentifierModel? ParticipantToAdd { get; init; }

    public double? InvitationTimeoutInSeconds { get; init; }

    public string? OperationContext { get; init; }

    public string? OperationCallbackUri { get; init; }

    public CustomCallingContextInternal? CustomCallingContext { get; init; }
}

internal sealed record AddParticipantResponse(CallParticipant Participant, string InvitationId)
{
    public string? OperationContext { get; init; }
}

internal sealed record CancelAddParticipantRequest
{
    public string? InvitationId { get; init; }

    public string? OperationContext { get; init; }

    public string? OperationCallbackUri { get; init; }
}

internal sealed record CancelAddParticipantResponse(string InvitationId)
{
    public string? OperationContext { get; init; }
}

internal sealed record RemoveParticipantRequest
{
    public CommunicationIdentifierModel? ParticipantToRemove { get; init; }

    public string? OperationContext { get; init; }

    public string? OperationCallbackUri { get; init; }
}

internal sealed record MuteParticipantsRequest
{
    public IReadOnlyList<CommunicationIdentifierModel?>? TargetParticipants { get; init; }

    public string? OperationContext { get; init; }
}

internal sealed record MoveParticipantsRequest
{
    public IReadOnlyList<CommunicationIdentifierModel?>? TargetParticipants { get; init; }

    public string? FromCall { get; init; }

    public string? OperationContext { get; init; }

    public string? OperationCallbackUri { get; init; }
}

internal sealed record MoveParticipantsResponse(IReadOnlyList<CallParticipant> Participants, string FromCall)
{
    public string? OperationContext { get; init; }
}
