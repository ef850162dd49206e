namespace Telephony.Api.CallAutomation;

// Recordings.

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
