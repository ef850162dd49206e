using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Domain.Users;
using Telephony.Identity.Users;

namespace Telephony.Api.Identity;

/// <summary>Users and their access tokens: <c>/identities</c> (identity 2023-10-01, with the external ids of 2025-04-01-preview).</summary>
public static class IdentityArea
{
    private const string Name = "identity";

    public static void MapIdentity(this ApiRoutes api, IdentityServices identity)
    {
        api.Area(Name)
            .Get("/resource", "Resource_Get", Describe)
            .Post("/identities", "CommunicationIdentity_Create", call => CreateAsync(call, identity), repeatable: true)
            .Get("/identities/{id}", "CommunicationIdentity_Get", call => GetAsync(call, identity.Users))
            .Delete("/identities/{id}", "CommunicationIdentity_Delete", call => DeleteAsync(call, identity.Users), repeatable: true)
            .Post("/identities/{id}/:issueAccessToken", "CommunicationIdentity_IssueAccessToken", call => IssueAsync(call, identity))
            .Post("/identities/{id}/:revokeAccessTokens", "CommunicationIdentity_RevokeAccessTokens", call => RevokeAsync(call, identity.Users), repeatable: true)
            .Put("/identities/{id}/externalId", "CommunicationIdentity_SetExternalId", call => SetExternalIdAsync(call, identity.Users), repeatable: true);
        api.MapExchange(identity);
        api.MapKeySet(identity.Keys);
    }

    private static ValueTask<ApiAnswer> Describe(ApiCall call) =>
        ValueTask.FromResult(ApiAnswer.Ok(new ResourceDescription(call.Resource.Name.Value, call.Resource.ImmutableId.ToString("D"), call.Resource.DataLocation), IdentityJson.Default.ResourceDescription));

    private static async ValueTask<ApiAnswer> CreateAsync(ApiCall call, IdentityServices identity)
    {
        var request = new CommunicationIdentityCreateRequest();
        if (!call.Body.IsEmpty && !call.TryRead(IdentityJson.Default.CommunicationIdentityCreateRequest, out request, out var refused)) return refused;
        if (request.ExternalId is not null && WrongExternalId(request.ExternalId) is { } wrong) return wrong;
        var terms = default(TokenTerms);
        var wantsToken = request.CreateTokenWithScopes is { Count: > 0 };
        if (wantsToken && !TokenTerms.TryRead("createTokenWithScopes", request.CreateTokenWithScopes, request.ExpiresInMinutes, out terms, out refused)) return refused;
        var (user, isNew) = await identity.Users.CreateAsync(call.Resource, request.ExternalId, call.Cancellation).ConfigureAwait(false);
        call.Target = user.Id.ToString();
        var token = wantsToken ? await identity.Tokens.IssueAsync(call.Resource, user.Id, terms.Scopes, terms.Lifetime, call.Cancellation).ConfigureAwait(false) : null;
        var result = new CommunicationIdentityAccessTokenResult(new CommunicationIdentity(user.Id.ToString()) { ExternalId = user.ExternalId })
        {
            AccessToken = token is null ? null : new CommunicationIdentityAccessToken(token.Token, token.ExpiresOn),
        };
        return ApiAnswer.Of(isNew ? 201 : 200, result, IdentityJson.Default.CommunicationIdentityAccessTokenResult);
    }

    private static async ValueTask<ApiAnswer> GetAsync(ApiCall call, UserDirectory users)
    {
        if (!call.TryUser("id", out var id, out var refused)) return refused;
        return await users.FindAsync(call.Resource, id, call.Cancellation).ConfigureAwait(false) is { } user
            ? ApiAnswer.Ok(new CommunicationIdentity(id.ToString()) { ExternalId = user.ExternalId, LastTokenIssuedAt = user.LastTokenAt }, IdentityJson.Default.CommunicationIdentity)
            : ApiErrors.NoIdentity;
    }

    private static async ValueTask<ApiAnswer> DeleteAsync(ApiCall call, UserDirectory users) =>
        !call.TryUser("id", out var id, out var refused) ? refused
        : await users.DeleteAsync(call.Resource, id, call.Cancellation).ConfigureAwait(false) ? ApiAnswer.NoContent
        : ApiErrors.NoIdentity;

    private static async ValueTask<ApiAnswer> IssueAsync(ApiCall call, IdentityServices identity)
    {
        if (!call.TryUser("id", out var id, out var refused)) return refused;
        if (!call.TryRead(IdentityJson.Default.CommunicationIdentityAccessTokenRequest, out var request, out refused)) return refused;
        if (!TokenTerms.TryRead("scopes", request.Scopes, request.ExpiresInMinutes, out var terms, out refused)) return refused;
        return await identity.Tokens.IssueAsync(call.Resource, id, terms.Scopes, terms.Lifetime, call.Cancellation).ConfigureAwait(false) is { } token
            ? ApiAnswer.Ok(new CommunicationIdentityAccessToken(token.Token, token.ExpiresOn), IdentityJson.Default.CommunicationIdentityAccessToken)
            : ApiErrors.NoIdentity;
    }

    private static async ValueTask<ApiAnswer> RevokeAsync(ApiCall call, UserDirectory users) =>
        !call.TryUser("id", out var id, out var refused) ? refused
        : await users.RevokeAsync(call.Resource, id, call.Cancellation).ConfigureAwait(false) ? ApiAnswer.NoContent
        : ApiErrors.NoIdentity;

    private static async ValueTask<ApiAnswer> SetExternalIdAsync(ApiCall call, UserDirectory users)
    {
        if (!call.TryUser("id", out var id, out var refused)) return refused;
        if (!call.TryRead(IdentityJson.Default.ExternalIdRequest, out var request, out refused)) return refused;
        if (request.ExternalId is not null && WrongExternalId(request.ExternalId) is { } wrong) return wrong;
        return await users.SetExternalIdAsync(call.Resource, id, request.ExternalId, call.Cancellation).ConfigureAwait(false) switch
        {
            ExternalIdOutcome.Done => ApiAnswer.Ok(new CommunicationIdentity(id.ToString()) { ExternalId = request.ExternalId }, IdentityJson.Default.CommunicationIdentity),
            ExternalIdOutcome.Taken => ApiErrors.Conflict("ExternalIdTaken", "Another user of this resource has this externalId."),
            _ => ApiErrors.NoIdentity,
        };
    }

    private static ApiAnswer? WrongExternalId(string id) =>
        id.Length is 0 or > UserDirectory.LongestExternalId || id.AsSpan().ContainsAnyInRange('\0', '\x1F') ? ApiErrors.BadField("externalId", $"1 to {UserDirectory.LongestExternalId} characters are allowed, no control characters") : null;
}
