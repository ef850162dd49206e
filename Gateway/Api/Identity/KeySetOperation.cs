using Microsoft.IdentityModel.Tokens;
using Telephony.Api.Pipeline;
using Telephony.Identity.Tokens;

namespace Telephony.Api.Identity;

/// <summary>The public keys of access tokens, for services that are shown one: <c>/.well-known/jwks.json</c> (RFC 7517).</summary>
internal static class KeySetOperation
{
    public static void MapKeySet(this ApiRoutes api, SigningKeys keys) => api.Map(
        "/.well-known/jwks.json",
        new ApiOperation { Area = "identity", Name = "AccessTokens_Keys", Method = "GET", Access = ApiAccess.Public, NeedsNoVersion = true },
        _ => ValueTask.FromResult(Answer(keys)));

    // May be kept for less than the notice that a new key is given.
    private static ApiAnswer Answer(SigningKeys keys) =>
        ApiAnswer.Ok(new JsonWebKeySet([.. keys.Published.Select(Describe)]), IdentityJson.Default.JsonWebKeySet).With("Cache-Control", "public, max-age=3600");

    private static PublicKey Describe(ECDsaSecurityKey key)
    {
        var point = key.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        return new PublicKey(key.KeyId, Base64UrlEncoder.Encode(point.X), Base64UrlEncoder.Encode(point.Y));
    }
}
