using System.Globalization;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Telephony.Domain.Resources;
using Telephony.Domain.Users;
using Telephony.Identity.Keys;

namespace Telephony.Identity.Tokens;

/// <summary>An access token and when it ends.</summary>
public sealed record AccessToken(string Token, DateTimeOffset ExpiresOn)
{
    public override string ToString() => FormattableString.Invariant($"a token until {ExpiresOn:u}");
}

/// <summary>Whose token it is, and what for.</summary>
public sealed record TokenHolder(CommunicationResource Resource, CommunicationUserId User, IReadOnlyList<string> Scopes);

/// <summary>
/// Issues and reads access tokens of users: JSON Web Tokens (RFC 7519), signed with ECDSA (ES256). Claims are those that the calling clients read:
/// <code>
/// skypeid     acs:RESOURCE_USER      acsScope  chat,voip       resourceId  RESOURCE
/// iat, exp    seconds                scp       1792            tgn         the user's generation of tokens, ours
/// </code>
/// A user whose tokens were revoked is at a later generation: nothing has to be remembered of single tokens, and it counts at once, on every node.
/// </summary>
public sealed class AccessTokens(SigningKeys keys, IUserStore users, ResourceDirectory resources, TimeProvider clock)
{
    public const int LeastMinutes = 60;
    public const int MostMinutes = 1440;

    private const string Generation = "tgn";
    private const int LongestToken = 4096;

    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(1);      // between nodes

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>Null: there is no such user.</summary>
    /// <param name="lifetime">From <see cref="LeastMinutes"/> to <see cref="MostMinutes"/>.</param>
    public async ValueTask<AccessToken?> IssueAsync(CommunicationResource resource, CommunicationUserId user, IReadOnlyList<string> scopes, TimeSpan lifetime, CancellationToken cancellation)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());
        if (await users.TouchAsync(resource.Name, user, now, cancellation).ConfigureAwait(false) is not { } generation) return null;
        var ends = now + lifetime;
        var token = _handler.CreateToken(new SecurityTokenDescriptor
        {
            Claims = new Dictionary<string, object>
            {
                ["skypeid"] = user.ToSkypeId(),
                ["scp"] = 1792,     // of users that are no Teams users; the calling clients look at it
                ["exp"] = ends.ToUnixTimeSeconds(),
                ["iat"] = now.ToUnixTimeSeconds(),
                ["acsScope"] = string.Join(',', scopes),
                ["resourceId"] = resource.ImmutableId.ToString("D"),
                ["resourceLocation"] = resource.DataLocation,
                [Generation] = generation,
            },
            SigningCredentials = keys.Credentials,
        });
        return new AccessToken(token, ends);
    }

    /// <summary>Null: not, or no longer, good; <c>Why</c> is for the caller.</summary>
    public async ValueTask<(TokenHolder? Holder, string Why)> ReadAsync(string text, CancellationToken cancellation)
    {
        if (text.Length > LongestToken) return (null, "The access token is longer than any that was issued.");
        var result = await _handler.ValidateTokenAsync(text, Checks).ConfigureAwait(false);
        if (!result.IsValid || result.SecurityToken is not JsonWebToken token) return (null, result.Exception is SecurityTokenExpiredException ? "The access token has expired." : "The access token was not issued here.");
        if (!token.TryGetPayloadValue<string>("skypeid", out var skypeId) || !CommunicationUserId.TryParse("8:" + skypeId, out var user) || resources.Find(user.Resource) is not { } resource) return (null, "The access token's resource is gone.");
        if (!token.TryGetPayloadValue<int>(Generation, out var generation) || !token.TryGetPayloadValue<string>("acsScope", out var scopes)) return (null, "The access token was not issued here.");
        var known = await users.FindAsync(resource.Name, user, cancellation).ConfigureAwait(false);
        if (known is null || known.TokenGeneration != generation) return (null, "The access token was revoked.");
        return (new TokenHolder(resource, user, scopes.Split(',', StringSplitOptions.RemoveEmptyEntries)), "");
    }

    private TokenValidationParameters Checks => new()
    {
        ValidateIssuer = false,         // the key says who issued it
        ValidateAudience = false,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
        IssuerSigningKeyResolver = (_, _, id, _) => keys.Find(id ?? "") is { } key ? [key] : [],
        LifetimeValidator = (_, expires, _, _) => expires is { } end && end + s_skew > clock.GetUtcNow().UtcDateTime ? true : throw new SecurityTokenExpiredException(string.Create(CultureInfo.InvariantCulture, $"It ended at {expires:u}.")),
    };
}
