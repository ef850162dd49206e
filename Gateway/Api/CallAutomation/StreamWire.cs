using System.Text.Json.Serialization;

namespace Telephony.Api.CallAutomation;

// Streams of a call, as the API's document names and spells them.

internal sealed record MediaStreamingOptionsInternal
{
    public string? TransportType { get; init; }

    public string? TransportUrl { get; init; }

    public string? ContentType { get; init; }

    public string? AudioChannelType { get; init; }

    public bool? StartMediaStreaming { get; init; }

    public bool? EnableBidirectional { get; init; }

    public string? AudioFormat { get; init; }

    public bool? EnableDtmfTones { get; init; }
}

internal sealed record TranscriptionOptionsInternal
{
    public string? TransportType { get; init; }

    public string? TransportUrl { get; init; }

    public string? Locale { get; init; }

    public string? SpeechModelEndpointId { get; init; }

    public bool? StartTranscription { get; init; }

    public bool? EnableIntermediateResults { get; init; }
}

internal sealed record MediaStreamingSubscription(string Id, string State)
{
    public IReadOnlyList<string> SubscribedContentTypes { get; init; } = ["audio"];
}

internal sealed record TranscriptionSubscription(string Id, string State)
{
    public IReadOnlyList<string> SubscribedResultTypes { get; init; } = ["final"];

    public string? Locale { get; init; }
}

/// <summary>Of all five operations: what one of them does not have is not there.</summary>
internal sealed record StreamRequest
{
    public string? Locale { get; init; }

    public string? SpeechModelEndpointId { get; init; }

    public string? OperationContext { get; init; }

    public string? OperationCallbackUri { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StreamRequest))]
internal sealed partial class StreamingJson : JsonSerializerContext;
