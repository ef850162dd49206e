using System.Text.Json.Serialization;

namespace Telephony.Api.CallAutomation;

// Records as the API's document names and spells them (call automation 2026-03-12); what a client may leave out is nullable.

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
}

internal sealed record CustomCallingContextInternal
{
    public Dictionary<string, string>? VoipHeaders { get; init; }

    public Dictionary<string, string>? SipHeaders { get; init; }
}

internal sealed record MediaStreamingOptionsInternal
{
    public string? TransportType { get; init; }

    public string? TransportUrl { get; init; }
}

internal sealed record TranscriptionOptionsInternal
{
    public string? TransportType { get; init; }

    public string? TransportUrl { get; init; }
}

internal sealed record CreateCallRequest
{
    public IReadOnlyList<CommunicationIdentifierModel?>? Targets { get; init; }

    public PhoneNumberIdentifierModel? SourceCallerIdNumber { get; init; }

    public string? SourceDisplayName { get; init; }

    public string? OperationContext { get; init; }

    public string? CallbackUri { get; init; }

    public MediaStreamingOptionsInternal? MediaStreamingOptions { get; init; }

    public TranscriptionOptionsInternal? TranscriptionOptions { get; init; }

    public CustomCallingContextInternal? CustomCallingContext { get; init; }
}

internal sealed record AnswerCallRequest
{
    public string? IncomingCallContext { get; init; }

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

    public PhoneNumberIdentifierModel? AnsweredFor { get; init; }
}

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

internal sealed record TransferToParticipantRequest
{
    public CommunicationIdentifierModel? TargetParticipant { get; init; }

    public CommunicationIdentifierModel? Transferee { get; init; }

    public string? OperationContext { get; init; }

    public string? OperationCallbackUri { get; init; }

    public CustomCallingContextInternal? CustomCallingContext { get; init; }
}

internal sealed record FileSourceInternal(string? Uri);

internal sealed record TextSourceInternal
{
    public string? Text { get; init; }

    public string? SourceLocale { get; init; }

    public string? VoiceName { get; init; }
}

internal sealed record SsmlSourceInternal(string? SsmlText);

internal sealed record PlaySourceInternal
{
    public string? Kind { get; init; }

    public FileSourceInternal? File { get; init; }

    public TextSourceInternal? Text { get; init; }

    public SsmlSourceInternal? Ssml { get; init; }
}

internal sealed record PlayOptionsInternal
{
    public bool? Loop { get; init; }
}

internal sealed record PlayRequest
{
    public IReadOnlyList<PlaySourceInternal?>? PlaySources { get; init; }

    public IReadOnlyList<CommunicationIdentifierModel?>? PlayTo { get; init; }

    public bool? InterruptCallMediaOperation { get; init; }

    public PlayOptionsInternal? PlayOptions { get; init; }

    public string? OperationContext { get; init; }

    public string? OperationCallbackUri { get; init; }
}

internal sealed record DtmfOptions
{
    public double? InterToneTimeoutInSeconds { get; init; }

    public int? MaxTonesToCollect { get; init; }

    public IReadOnlyList<string?>? StopTones { get; init; }
}

internal sealed record Choice
{
    public string? Label { get; init; }

    public IReadOnlyList<string?>? Phrases { get; init; }

    public string? Tone { get; init; }
}

internal sealed record RecognizeOptions
{
    public bool? InterruptPrompt { get; init; }

    public double? InitialSilenceTimeoutInSeconds { get; init; }

    public CommunicationIdentifierModel? TargetParticipant { get; init; }

    public DtmfOptions? DtmfOptions { get; init; }

    public IReadOnlyList<Choice?>? Choices { get; init; }

    public string? SpeechLanguage { get; init; }

    public SpeechOptions? SpeechOptions { get; init; }
}

internal sealed record SpeechOptions
{
    public double? EndSilenceTimeoutInMs { get; init; }
}

internal sealed record RecognizeRequest
{
    public string? RecognizeInputType { get; init; }

    public PlaySourceInternal? PlayPrompt { get; init; }

    public IReadOnlyList<PlaySourceInternal?>? PlayPrompts { get; init; }

    public bool? InterruptCallMediaOperation { get; init; }

    public RecognizeOptions? RecognizeOptions { get; init; }

    public string? OperationContext { get; init; }

    public string? OperationCallbackUri { get; init; }
}

internal sealed record SendDtmfTonesRequest
{
    public IReadOnlyList<string?>? Tones { get; init; }

    public CommunicationIdentifierModel? TargetParticipant { get; init; }

    public string? OperationContext { get; init; }

    public string? OperationCallbackUri { get; init; }
}

internal sealed record TargetRequest
{
    public CommunicationIdentifierModel? TargetParticipant { get; init; }

    public PlaySourceInternal? PlaySourceInfo { get; init; }

    public string? OperationContext { get; init; }

    public string? OperationCallbackUri { get; init; }
}

internal sealed record StartCallRecordingRequest
{
    public CallLocator? CallLocator { get; init; }

    public string? CallConnectionId { get; init; }

    public string? RecordingStateCallbackUri { get; init; }

    public string? RecordingContentType { get; init; }

    public string? RecordingChannelType { get; init; }

    public string? RecordingFormatType { get; init; }

    public IReadOnlyList<CommunicationIdentifierModel?>? AudioChannelParticipantOrdering { get; init; }

    public bool? PauseOnStart { get; init; }
}

internal sealed record RecordingStateResponse(string RecordingId, string RecordingState, string RecordingKind);

/// <summary>Of one file of a recording: a document of our own.</summary>
internal sealed record RecordingMetadata(string RecordingId, int Index, long DurationMs, long SizeBytes, string Format);

/// <summary>What several operations answer: the context that came.</summary>
internal sealed record ContextResult
{
    public string? OperationContext { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateCallRequest))]
[JsonSerializable(typeof(AnswerCallRequest))]
[JsonSerializable(typeof(RedirectCallRequest))]
[JsonSerializable(typeof(RejectCallRequest))]
[JsonSerializable(typeof(ConnectRequest))]
[JsonSerializable(typeof(CallConnectionProperties))]
[JsonSerializable(typeof(CallParticipant))]
[JsonSerializable(typeof(GetParticipantsResponse))]
[JsonSerializable(typeof(AddParticipantRequest))]
[JsonSerializable(typeof(AddParticipantResponse))]
[JsonSerializable(typeof(CancelAddParticipantRequest))]
[JsonSerializable(typeof(CancelAddParticipantResponse))]
[JsonSerializable(typeof(RemoveParticipantRequest))]
[JsonSerializable(typeof(MuteParticipantsRequest))]
[JsonSerializable(typeof(MoveParticipantsRequest))]
[JsonSerializable(typeof(MoveParticipantsResponse))]
[JsonSerializable(typeof(TransferToParticipantRequest))]
[JsonSerializable(typeof(PlayRequest))]
[JsonSerializable(typeof(RecognizeRequest))]
[JsonSerializable(typeof(SendDtmfTonesRequest))]
[JsonSerializable(typeof(TargetRequest))]
[JsonSerializable(typeof(StartCallRecordingRequest))]
[JsonSerializable(typeof(RecordingStateResponse))]
[JsonSerializable(typeof(RecordingMetadata))]
[JsonSerializable(typeof(ContextResult))]
internal sealed partial class CallAutomationJson : JsonSerializerContext;
