namespace Telephony.Api.CallAutomation;

// What is played, sent and held.

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
