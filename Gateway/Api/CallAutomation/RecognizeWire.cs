namespace Telephony.Api.CallAutomation;

// What is recognised.

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

internal sealed record SpeechOptions
{
    public double? EndSilenceTimeoutInMs { get; init; }
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
