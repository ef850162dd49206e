using System.Text.Json.Serialization;

namespace Telephony.Api.Wire;

/// <summary><c>{"error":{"code":…,"message":…}}</c>: every refusal looks like this. Clients read both fields.</summary>
internal sealed record ErrorBody(ErrorDetail Error);

internal sealed record ErrorDetail(string Code, string Message)
{
    public string? Target { get; init; }

    [JsonPropertyName("innererror")]
    public ErrorDetail? Inner { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class ErrorJson : JsonSerializerContext;
