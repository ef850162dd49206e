using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Telephony.Domain.Identity;
using Telephony.Identity.Tokens;

namespace Telephony.Identity.Federation;

/// <summary>Reads tokens of an OpenID Connect issuer: signature, issuer, audience, dates.</summary>
public sealed class TrustedIssuer(IssuerOptions options, HttpClient http, TimeProvider clock, ILogger<TrustedIssuer> logger) : IDisposable
{
    private const int LongestToken = 16 * 1024;

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
        try
        {
            var configuration = await _keys.GetAsync(cancellation).ConfigureAwait(false);
            var result = await CheckAsync(configuration).ConfigureAwait(false);
            if (result.Exception is SecurityTokenSignatureKeyNotFoundException && await _keys.GetNewerAsync(configuration, cancellation).ConfigureAwait(false) is { } newer) result = await CheckAsync(newer).ConfigureAwait(false);
            return result is { IsValid: true, SecurityToken: JsonWebToken token } ? (token, "") : (null, Worded(result.Exception));
        }
        catch (Exception unreachable) when (unreachable is IOException or HttpRequestException or InvalidOperationException or ArgumentException)
        {
            logger.NoIssuer(options.Authority.AbsoluteUri, unreachable.InnerException?.Message ?? unreachable.Message);
            return (null, "The issuer of tokens cannot be asked for its keys at the moment.");
        }

        Task<TokenValidationResult> CheckAsync(Microsoft.IdentityModel.Protocols.OpenIdConnect.OpenIdConnectConfiguration from) => _handler.ValidateTokenAsync(text, new TokenValidationParameters
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
        foreach (var name in new[] { "roles", "role" })
        {
            if (token.TryGetPayloadValue<JsonElement>(name, out var claim)) foreach (var word in Words(claim)) yield return word;
        }
        if (token.TryGetPayloadValue<JsonElement>("realm_access", out var realm) && realm.ValueKind == JsonValueKind.Object && realm.TryGetProperty("roles", out var roles))
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
        SecurityTokenSignatureKeyNotFoundException => "The token is signed with a key that its issuer does not publish.",
        _ => "The token cannot be read, or its signature is wrong.",
    };
}
