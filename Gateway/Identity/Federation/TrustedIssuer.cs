using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Telephony.Domain.Identity;
using Telephony.Identity.Tokens;

namespace Telephony.Identity.Federation;

/// <summary>Reads tokens of an OpenID Connect issuer: signature, issuer, audience, dates.</summary>
public sealed class TrustedIssuer(IssuerOptions options, HttpClient http, TimeProvider clock, ILogger<TrustedIssuer> logger) : IDisposable
{
    private const int LongestToken = 16 * 1024;
    private const string Unreadable = "The token cannot be read, or its signature is wrong.";

    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(5);

    // Never one that a holder of the public key could sign with.
    private static readonly string[] s_algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly IssuerKeys _keys = new(options.Authority, http, clock);
    private readonly JsonWebTokenHandler _handler = new();

    public IssuerOptions Options => options;

    /// <summary>Null: it is not good; <c>Why</c> is for the caller.</summary>
    public async ValueTask<(JsonWebToken? Token, string Why)> ReadAsync(string text, CancellationToken cancellation)
    {
        if (text.Length > LongestToken) return (null, $"The token is longer than {LongestToken} characters.");
        if (!TryKeyId(text, out var id)) return (null, Unreadable);
        try
        {
            var configuration = await _keys.GetAsync(cancellation).ConfigureAwait(false);
            if (id.Length > 0 && !Has(configuration, id))
            {
                if (await _keys.GetNewerAsync(configuration, cancellation).ConfigureAwait(false) is not { } newer || !Has(newer, id)) return (null, "The token is signed with a key that its issuer does not publish.");
                configuration = newer;
            }
            var result = await CheckAsync(configuration).ConfigureAwait(false);
            return result is { IsValid: true, SecurityToken: JsonWebToken token } ? (token, "") : (null, Worded(result.Exception));
        }
        catch (Exception unreachable) when (unreachable is IOException or HttpRequestException or InvalidOperationException or ArgumentException)
        {
            logger.NoIssuer(options.Authority.AbsoluteUri, unreachable.InnerException?.Message ?? unreachable.Message);
            return (null, "The issuer of tokens cannot be asked for its keys at the moment.");
        }

        Task<TokenValidationResult> CheckAsync(OpenIdConnectConfiguration from) => _handler.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidIssuer = from.Issuer,
            IssuerSigningKeys = from.SigningKeys,
            ValidAudience = options.Audience,
            ValidAlgorithms = s_algorithms,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = (begins, ends, _, _) => IsNow(begins, ends),
        });
    }

    /// <summary>Whether the token names the required role, for all resources or for this one: <c>ROLE</c> or <c>ROLE.RESOURCE</c>.</summary>
    public bool HasRole(JsonWebToken token, ResourceId resource) => RolesOf(token).Any(role => role == options.Role || role == $"{options.Role}.{resource}");

    public static string SubjectOf(JsonWebToken token) => token.TryGetPayloadValue<string>("sub", out var subject) ? subject : token.TryGetPayloadValue<string>("azp", out var party) ? party : "?";

    public void Dispose() => _keys.Dispose();

    private static bool Has(OpenIdConnectConfiguration configuration, string keyId) => configuration.SigningKeys.Any(key => key.KeyId == keyId);

    private bool TryKeyId(string text, out string id)
    {
        id = "";
        try
        {
            if (!_handler.CanReadToken(text)) return false;
            id = _handler.ReadJsonWebToken(text).Kid ?? "";
            return true;
        }
        catch (Exception broken) when (broken is ArgumentException or SecurityTokenException)
        {
            return false;
        }
    }

    private bool IsNow(DateTime? begins, DateTime? ends)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (ends is { } end && end + s_skew < now) throw new SecurityTokenExpiredException("It has ended.");
        if (begins is { } begin && begin - s_skew > now) throw new SecurityTokenNotYetValidException("It has not begun.");
        return ends is not null;
    }

    // "roles" (Entra ID), "role", and "realm_access": { "roles": [] } (Keycloak); a list or one word.
    private static IEnumerable<string> RolesOf(JsonWebToken token)
    {
        using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        var claims = payload.RootElement;
        foreach (var name in new[] { "roles", "role" })
        {
            if (claims.TryGetProperty(name, out var claim)) foreach (var word in Words(claim)) yield return word;
        }
        if (claims.TryGetProperty("realm_access", out var realm) && realm.ValueKind == JsonValueKind.Object && realm.TryGetProperty("roles", out var roles))
        {
            foreach (var word in Words(roles)) yield return word;
        }
    }

    private static IEnumerable<string> Words(JsonElement claim) => claim.ValueKind switch
    {
        JsonValueKind.String => [claim.GetString() ?? ""],
        JsonValueKind.Array => claim.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.String).Select(static item => item.GetString() ?? ""),
        _ => [],
    };

    private string Worded(Exception? why) => why switch
    {
        SecurityTokenExpiredException => "The token has expired.",
        SecurityTokenNotYetValidException => "The token is not valid yet.",
        SecurityTokenInvalidAudienceException => $"The token is not meant for this gateway: its aud is not \"{options.Audience}\".",
        SecurityTokenInvalidIssuerException => "The token's iss is not the configured issuer.",
        _ => Unreadable,
    };
}
