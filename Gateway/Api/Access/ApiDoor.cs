using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Domain.Resources;
using Telephony.Identity.Federation;

namespace Telephony.Api.Access;

/// <summary>Lets a request in: finds its resource and who is asking, or the answer that refuses it.</summary>
internal sealed class ApiDoor(ApiServices services)
{
    private const string Bearer = "Bearer ";

    private readonly RequestSignature _signatures = new(services.Resources, services.Clock);

    /// <summary>Null: come in.</summary>
    public ValueTask<ApiAnswer?> OpenAsync(ApiCall call)
    {
        var authorization = call.Http.Request.Headers.Authorization.ToString();
        return call.Operation.Access switch
        {
            ApiAccess.Public => ValueTask.FromResult(OpenForAll(call)),
            ApiAccess.User => OpenForUserAsync(call, authorization),
            _ when IsBearer(authorization, out var token) => OpenForApplicationAsync(call, token),
            _ => ValueTask.FromResult(OpenForKeyHolder(call, authorization)),
        };
    }

    /// <summary>After the body has come: whether it is the one that was signed.</summary>
    public static ApiAnswer? Check(ApiCall call) =>
        call.Caller is ApiCaller.KeyHolder && !RequestSignature.FitsBody(call.Http.Request, call.Body.Span)
            ? ApiErrors.Denied($"{RequestSignature.HashHeader} is not the SHA-256 of the body that came, in base64.")
            : null;

    private ApiAnswer? OpenForKeyHolder(ApiCall call, string authorization)
    {
        if (authorization.Length == 0) return ApiErrors.Denied("The request is not signed: sign it with an access key (the clients do, given the connection string).");
        if (_signatures.Find(call.Http.Request, authorization, out var why) is not var (resource, key)) return ApiErrors.Denied(why);
        (call.Resource, call.Caller) = (resource, ApiCaller.KeyHolder.Of(key));
        return null;
    }

    private async ValueTask<ApiAnswer?> OpenForApplicationAsync(ApiCall call, string text)
    {
        if (services.Applications is not { } issuer) return ApiErrors.Denied("A token is not accepted here, as no OpenID Connect issuer is configured (Api:OpenIdConnect:Authority): sign with an access key.");
        var (token, why) = await issuer.ReadAsync(text, call.Http.RequestAborted).ConfigureAwait(false);
        if (token is null) return ApiErrors.Denied(why);
        if (ResourceOf(call.Http.Request) is not { } resource) return ApiErrors.Denied("The host names no resource, and there are several: call RESOURCE.HOST.");
        if (!issuer.HasRole(token, resource.Name)) return ApiErrors.Forbidden($"The token does not name the role {issuer.Options.Role} or {issuer.Options.Role}.{resource.Name}");
        (call.Resource, call.Caller) = (resource, new ApiCaller.Application(TrustedIssuer.SubjectOf(token)));
        return null;
    }

    private async ValueTask<ApiAnswer?> OpenForUserAsync(ApiCall call, string authorization)
    {
        if (!IsBearer(authorization, out var text)) return ApiErrors.Denied("A user's access token is needed: Authorization: Bearer TOKEN.");
        var (holder, why) = await services.Tokens.ReadAsync(text, call.Http.RequestAborted).ConfigureAwait(false);
        if (holder is null) return ApiErrors.Denied(why);
        // A host that names another resource is a mistake of the caller's that should not go unseen.
        if (HostLabel.Resource(call.Http.Request.Headers.Host.ToString(), services.Resources) is { } named && named.Name != holder.Resource.Name) return ApiErrors.Denied("The access token is of another resource than the host names.");
        (call.Resource, call.Caller) = (holder.Resource, new ApiCaller.User(holder.User, holder.Scopes));
        return null;
    }

    private ApiAnswer? OpenForAll(ApiCall call)
    {
        if (ResourceOf(call.Http.Request) is { } resource) call.Resource = resource;
        return null;
    }

    /// <summary>By the host's name; else the only resource there is. Null where that is open.</summary>
    private CommunicationResource? ResourceOf(HttpRequest request) =>
        HostLabel.Resource(request.Headers.Host.ToString(), services.Resources) ?? (services.Resources.All is [var only] ? only : null);

    private static bool IsBearer(string authorization, [NotNullWhen(true)] out string? token)
    {
        token = authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim() : null;
        return token is not null;
    }
}
