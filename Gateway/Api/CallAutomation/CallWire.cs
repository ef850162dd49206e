using System.Text.Json;

namespace Telephony.Api.CallAutomation;

// Calls as a whole.

internal sealed record CreateCallRequest
{
    public IReadOnlyList<CommunicationIdentifierModel?>? Targets { get; init; }

    public PhoneNumberIdentifierModel? SourceCallerIdNumber { get; init; }

    public string? SourceDisplayName { get; init; }

    public CommunicationUserIdentifierModel? Source { get; init; }

    public JsonElement? TeamsAppSource { get; init; }

    public string? OperationContext { get; init; }

    public string? CallbackUri { get; init; }

    public MediaStreamingOptionsInternal? MediaStreamingOptions { get; init; }

    public TranscriptionOptionsInternal? TranscriptionOptions { get; init; }

    public CustomCallingContextInternal? CustomCallingContext { get; init; }
}

internal sealed record AnswerCallRequest
{
    public string? IncomingCallContext { get; init; }

    public CommunicationUserIdentifierModel? AnsweredBy { get; init; }

    public string? CallbackUri { get; init; }

    public string? OperationContext { get; init; }

    public MediaStreamingOptionsInternal? MediaStreamingOptions { get; init; }

    public TranscriptionOptionsInternal? TranscriptionOptions { get; init; }
}

internal sealed record RedirectCallRequest
{
    public string? IncomingCallContext { get; init; }

    public CommunicationIdentifierModel? Target { get; init; }
}

internal sealed record RejectCallRequest
{
    public string? IncomingCallContext { get; init; }

    public string? CallRejectReason { get; init; }
}

internal sealed record CallLocator
{
    public string? GroupCallId { get; init; }

    public string? ServerCallId { get; init; }

    public string? RoomId { get; init; }

    public string? Kind { get; init; }
}

internal sealed record ConnectRequest
{
    public CallLocator? CallLocator { get; init; }

    public string? CallbackUri { get; init; }

    public string? OperationContext { get; init; }

    public MediaStreamingOptionsInternal? MediaStreamingOptions { get; init; }

    public TranscriptionOptionsInternal? TranscriptionOptions { get; init; }
}

internal sealed record CallConnectionProperties(string CallConnectionId, string ServerCallId, string CallConnectionState, string CallbackUri, string CorrelationId)
{
    public IReadOnlyList<CommunicationIdentifierModel> Targets { get; init; } = [];

    public PhoneNumberIdentifierModel? SourceCallerIdNumber { get; init; }

    public string? SourceDisplayName { get; init; }

    public CommunicationIdentifierModel? Source { get; init; }

    public CommunicationUserIdentifierModel? AnsweredBy { get; init; }

    public PhoneNumberIdentifierModel? AnsweredFor { get; init; }

    public MediaStreamingSubscription? MediaStreamingSubscription { get; init; }

    public TranscriptionSubscription? TranscriptionSubscription { get; init; }
}

internal sealed record TransferToParticipantRequest
{
    public CommunicationIdentifierModel? TargetParticipant { get; init; }

    public CommunicationIdentifierModel? Transferee { get; init; }

    public PhoneNumberIdentifierModel? SourceCallerIdNumber { get; init; }

    public string? OperationContext { get; init; }

    public string? OperationCallbackUri { get; init; }

    public CustomCallingContextInternal? CustomCallingContext { get; init; }
}

/// <summary>What several operations answer: the context that came.</summary>
internal sealed record ContextResult
{
    public string? OperationContext { get; init; }
}
