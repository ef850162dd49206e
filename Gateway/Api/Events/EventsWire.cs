using System.Text.Json.Serialization;

namespace Telephony.Api.Events;

/// <summary>What a receiver of our tokens needs to check them (OpenID Connect Discovery 1.0, 3).</summary>
internal sealed record IssuerDescription(
    [property: JsonPropertyName("issuer")] string Issuer,
    [property: JsonPropertyName("jwks_uri")] string KeySet,
    [property: JsonPropertyName("id_token_signing_alg_values_supported")] string[] Algorithms,
    [property: JsonPropertyName("response_types_supported")] string[] ResponseTypes,
    [property: JsonPropertyName("subject_types_supported")] string[] SubjectTypes);

internal sealed record ConsentAnswer(string Name, string Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IssuerDescription))]
[JsonSerializable(typeof(ConsentAnswer))]
internal sealed partial class EventsJson : JsonSerializerContext;
