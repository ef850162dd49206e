namespace Telephony.Api.CallAutomation;

// Sound and words of a call on their way to an application.

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
