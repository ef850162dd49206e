using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Telephony.Identity.Tokens;

/// <summary>
/// Tokens by which applications know the gateway when it calls them: signed with the keys of access tokens, which are published, and good for minutes. No user: where a user's access token is asked
/// for they are refused.
/// </summary>
public sealed class ServiceTokens(SigningKeys keys, string issuer, TimeProvider clock)
{
    private static readonly TimeSpan s_life = TimeSpan.FromMinutes(5);

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>As <c>iss</c> has it: our endpoint, without the last slash.</summary>
    public string Issuer => issuer;

    /// <param name="audience">For whom it is.</param>
    /// <param name="claims">Beside iss, aud, iat, nbf and exp.</param>
    public string Issue(string audience, IReadOnlyDictionary<string, object> claims)
    {
        var now = clock.GetUtcNow();
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + s_life).UtcDateTime,
            Claims = claims.ToDictionary(),
            SigningCredentials = keys.Credentials,
        });
    }
}
