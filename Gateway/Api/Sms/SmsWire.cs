using System.Text.Json.Serialization;

namespace Telephony.Api.Sms;

internal sealed record SendMessageRequest
{
    public string? From { get; init; }

    public IReadOnlyList<SmsRecipient?>? SmsRecipients { get; init; }

    public string? Message { get; init; }

    public SmsSendOptions? SmsSendOptions { get; init; }
}

internal sealed record SmsRecipient
{
    public string? To { get; init; }

    public string? RepeatabilityRequestId { get; init; }

    public string? RepeatabilityFirstSent { get; init; }
}

internal sealed record SmsSendOptions
{
    public bool? EnableDeliveryReport { get; init; }

    public string? Tag { get; init; }

    public int? DeliveryReportTimeoutInSeconds { get; init; }
}

internal sealed record SmsSendResponse(IReadOnlyList<SmsSendResponseItem> Value);

internal sealed record SmsSendResponseItem(string To, int HttpStatusCode, bool Successful)
{
    public string? MessageId { get; init; }

    /// <summary><c>accepted</c> or <c>rejected</c>; only with a repeatability id.</summary>
    public string? RepeatabilityResult { get; init; }

    public string? ErrorMessage { get; init; }
}

internal sealed record OptOutRequest
{
    public string? From { get; init; }

    public IReadOnlyList<OptOutRecipient?>? Recipients { get; init; }
}

internal sealed record OptOutRecipient
{
    public string? To { get; init; }
}

internal sealed record OptOutResponse(IReadOnlyList<OptOutResponseItem> Value);

internal sealed record OptOutResponseItem(string To, int HttpStatusCode)
{
    /// <summary>Only in answers to a check.</summary>
    public bool? IsOptedOut { get; init; }

    public string? ErrorMessage { get; init; }
}

/// <summary>Ours: one message as it stands.</summary>
internal sealed record SmsMessage(string MessageId, string From, string To, string Status, DateTimeOffset CreatedOn, DateTimeOffset ChangedOn, string Carrier, string Encoding, int Segments)
{
    public string? ErrorCode { get; init; }

    public string? Error { get; init; }

    public string? Tag { get; init; }
}

/// <summary>Ours: how a text would leave.</summary>
internal sealed record SmsSegmentation(string Encoding, int Segments, int Units, int UnitsPerSegment);

internal sealed record SegmentationRequest
{
    public string? Message { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SendMessageRequest))]
[JsonSerializable(typeof(SmsSendResponse))]
[JsonSerializable(typeof(OptOutRequest))]
[JsonSerializable(typeof(OptOutResponse))]
[JsonSerializable(typeof(SmsMessage))]
[JsonSerializable(typeof(SegmentationRequest))]
[JsonSerializable(typeof(SmsSegmentation))]
internal sealed partial class SmsJson : JsonSerializerContext;
