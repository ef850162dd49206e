using Microsoft.IdentityModel.JsonWebTokens;
using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Domain.Users;
using Telephony.Identity.Federation;
using Telephony.Identity.Tokens;
using Telephony.Identity.Users;

namespace Telephony.Api.Identity;

/// <summary>
/// A user whom an OpenID Connect issuer knows (Entra ID, Keycloak, any other) gets an access token for its token: at our own address, which asks for nothing but
/// that token and so may be called by the user's device, and at the service's <c>/teamsUser/:exchangeAccessToken</c>, which a holder of a key calls.
/// </summary>
internal static class ExchangeOperations
{
    private static readonly ApiAnswer s_notConfigured = ApiErrors.NotConfigured("No issuer of user tokens is configured: set Api:TokenExchange:Authority and Api:TokenExchange:Audience (see docs/api.md).");

    public static void MapExchange(this ApiRoutes api, IdentityServices identity)
    {
        api.Area("identity").Post("/teamsUser/:exchangeAccessToken", "CommunicationIdentity_ExchangeTeamsUserAccessToken", call => ExchangeTeamsAsync(call, identity));
        api.Area("identity", ApiAccess.Public).Post("/externalUsers/:exchangeAccessToken", "ExternalUsers_ExchangeAccessToken", call => ExchangeAsync(call, identity));
    }

    private static async ValueTask<ApiAnswer> ExchangeAsync(ApiCall call, IdentityServices identity)
    {
        if (identity.Exchange is not { } issuer) return s_notConfigured;
        if (!call.HasResource) return ApiErrors.BadField("host", "it names no resource, and there are several: call RESOURCE.HOST");
        if (!call.TryRead(IdentityJson.Default.ExternalUserExchangeTokenRequest, out var request, out var refused)) return refused;
        if (string.IsNullOrEmpty(request.Token)) return ApiErrors.Missing("token");
        if (!TokenTerms.TryRead("scopes", request.Scopes, request.ExpiresInMinutes, out var terms, out refused)) return refused;
        if (terms.Scopes.FirstOrDefault(scope => !issuer.Options.Scopes.Contains(scope)) is { } tooMuch) return ApiErrors.Forbidden($"The scope {tooMuch} is not given for tokens of this issuer; those given are {string.Join(", ", issuer.Options.Scopes)} (Api:TokenExchange:Scopes).");
        var (token, why) = await issuer.ReadAsync(request.Token, call.Cancellation).ConfigureAwait(false);
        if (token is null) return ApiErrors.Denied(why);
        if (NameOf(token, issuer) is not { } name) return ApiErrors.Denied($"The token has no claim {issuer.Options.UserClaim} of 1 to {UserDirectory.LongestExternalId} characters.");
        var (user, access) = await IssueAsync(call, identity, name, terms).ConfigureAwait(false);
        if (access is null) return ApiErrors.NoIdentity;
        return ApiAnswer.Ok(
            new CommunicationIdentityAccessTokenResult(new CommunicationIdentity(user.Id.ToString()) { ExternalId = name }) { AccessToken = new CommunicationIdentityAccessToken(access.Token, access.ExpiresOn) },
            IdentityJson.Default.CommunicationIdentityAccessTokenResult);
    }

    // The issuer's own token says which application and which user it is for; what the caller says must agree.
    private static async ValueTask<ApiAnswer> ExchangeTeamsAsync(ApiCall call, IdentityServices identity)
    {
        if (identity.Exchange is not { } issuer) return s_notConfigured;
        if (!call.TryRead(IdentityJson.Default.TeamsUserExchangeTokenRequest, out var request, out var refused)) return refused;
        if (string.IsNullOrEmpty(request.Token)) return ApiErrors.Missing("token");
        if (string.IsNullOrEmpty(request.AppId)) return ApiErrors.Missing("appId");
        if (string.IsNullOrEmpty(request.UserId)) return ApiErrors.Missing("userId");
        var (token, why) = await issuer.ReadAsync(request.Token, call.Cancellation).ConfigureAwait(false);
        if (token is null) return ApiErrors.Denied(why);
        if (!Is(token, request.AppId, "appid", "azp", "client_id")) return ApiErrors.Denied("appId is not the application that the token was issued to (appid, azp, client_id).");
        if (!Is(token, request.UserId, "oid", "sub")) return ApiErrors.Denied("userId is not the user of the token (oid, sub).");
        if (NameOf(token, issuer) is not { } name) return ApiErrors.Denied($"The token has no claim {issuer.Options.UserClaim} of 1 to {UserDirectory.LongestExternalId} characters.");
        var (_, access) = await IssueAsync(call, identity, name, new TokenTerms(issuer.Options.Scopes, TimeSpan.FromMinutes(AccessTokens.LeastMinutes))).ConfigureAwait(false);
        return access is null ? ApiErrors.NoIdentity : ApiAnswer.Ok(new CommunicationIdentityAccessToken(access.Token, access.ExpiresOn), IdentityJson.Default.CommunicationIdentityAccessToken);
    }

    private static async ValueTask<(CommunicationUser User, AccessToken? Token)> IssueAsync(ApiCall call, IdentityServices identity, string name, TokenTerms terms)
    {
        var (user, _) = await identity.Users.CreateAsync(call.Resource, name, call.Cancellation).ConfigureAwait(false);
        call.Target = user.Id.ToString();
        return (user, await identity.Tokens.IssueAsync(call.Resource, user.Id, terms.Scopes, terms.Lifetime, call.Cancellation).ConfigureAwait(false));
    }

    private static string? NameOf(JsonWebToken token, TrustedIssuer issuer) =>
        token.TryGetPayloadValue<string>(issuer.Options.UserClaim, out var name) && name is { Length: > 0 and <= UserDirectory.LongestExternalId } ? name : null;

    private static bool Is(JsonWebToken token, string value, params ReadOnlySpan<string> claims)
    {
        foreach (var claim in claims)
        {
            if (token.TryGetPayloadValue<string>(claim, out var found)) return found == value;
        }
        return false;
    }
}
