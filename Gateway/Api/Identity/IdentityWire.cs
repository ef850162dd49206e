using System.Text.Json.Serialization;

namespace Telephony.Api.Identity;

internal sealed record CommunicationIdentityCreateRequest
{
    public IReadOnlyList<string?>? CreateTokenWithScopes { get; init; }

    public int? ExpiresInMinutes { get; init; }

    /// <summary>Of version 2025-04-01-preview: the application's own name for the user.</summary>
    public string? ExternalId { get; init; }
}

internal sealed record CommunicationIdentityAccessTokenRequest
{
    public IReadOnlyList<string?>? Scopes { get; init; }

    public int? ExpiresInMinutes { get; init; }
}

/// <summary>Ours: a user's token of the configured issuer for an access token.</summary>
internal sealed record ExternalUserExchangeTokenRequest
{
    public string? Token { get; init; }

    public IReadOnlyList<string?>? Scopes { get; init; }

    public int? ExpiresInMinutes { get; init; }
}

internal sealed record TeamsUserExchangeTokenRequest
{
    public string? Token { get; init; }

    public string? AppId { get; init; }

    public string? UserId { get; init; }
}

/// <summary>Ours: another external id for a user, or none.</summary>
internal sealed record ExternalIdRequest
{
    public string? ExternalId { get; init; }
}

internal sealed record CommunicationIdentity(string Id)
{
    public string? ExternalId { get; init; }

    public DateTimeOffset? LastTokenIssuedAt { get; init; }
}

internal sealed record CommunicationIdentityAccessToken(string Token, DateTimeOffset ExpiresOn);

internal sealed record CommunicationIdentityAccessTokenResult(CommunicationIdentity Identity)
{
    public CommunicationIdentityAccessToken? AccessToken { get; init; }
}

/// <summary>Ours: what a connection string leads to.</summary>
internal sealed record ResourceDescription(string Name, string ImmutableId, string DataLocation);

/// <summary>RFC 7517 5.</summary>
internal sealed record JsonWebKeySet(IReadOnlyList<PublicKey> Keys);

/// <summary>A key on P-256 (RFC 7518 6.2.1).</summary>
internal sealed record PublicKey(string Kid, string X, string Y)
{
    public string Kty { get; } = "EC";

    public string Crv { get; } = "P-256";

    public string Use { get; } = "sig";

    public string Alg { get; } = "ES256";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CommunicationIdentityCreateRequest))]
[JsonSerializable(typeof(CommunicationIdentityAccessTokenRequest))]
[JsonSerializable(typeof(ExternalUserExchangeTokenRequest))]
[JsonSerializable(typeof(TeamsUserExchangeTokenRequest))]
[JsonSerializable(typeof(ExternalIdRequest))]
[JsonSerializable(typeof(CommunicationIdentity))]
[JsonSerializable(typeof(CommunicationIdentityAccessToken))]
[JsonSerializable(typeof(CommunicationIdentityAccessTokenResult))]
[JsonSerializable(typeof(ResourceDescription))]
[JsonSerializable(typeof(JsonWebKeySet))]
internal sealed partial class IdentityJson : JsonSerializerContext;
