namespace Telephony.Identity.Federation;

/// <summary>An OpenID Connect issuer whose tokens count here.</summary>
public sealed record IssuerOptions
{
    /// <summary>Its <c>/.well-known/openid-configuration</c> says where its keys are.</summary>
    public required Uri Authority { get; init; }

    public required string Audience { get; init; }

    /// <summary>For holders of roles: the one that is needed.</summary>
    public string Role { get; init; } = "";

    /// <summary>For users: the claim that names one.</summary>
    public string UserClaim { get; init; } = "sub";

    /// <summary>For users: the most that they may ask for.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];
}
