using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Telephony.Api.Access;
using Telephony.Api.OpenApi;
using Telephony.Api.Pipeline;

namespace Telephony.Api;

/// <summary>Where areas put their operations. See README.md for how one is added.</summary>
public sealed class ApiRoutes
{
    private readonly IEndpointRouteBuilder _endpoints;
    private readonly ApiGate _gate;

    private readonly bool _cors;
    private readonly List<(string Pattern, ApiOperation Operation)> _mapped = [];

    private ApiRoutes(IEndpointRouteBuilder endpoints, ApiServices services) => (_endpoints, _gate, _cors) = (endpoints, new ApiGate(services), services.CorsOrigins.Count > 0);

    /// <summary>What the web server needs before it is built.</summary>
    /// <param name="origins">Origins of web pages that may call what users call; empty: none.</param>
    public static void AddServices(IServiceCollection services, IReadOnlyList<string> origins) => ApiCors.Add(services, origins);

    /// <summary>Puts the API's manners around all that the application serves, and opens it for areas. Before other endpoints are mapped.</summary>
    public static ApiRoutes Open(WebApplication app, ApiServices services)
    {
        var logger = services.Loggers.CreateLogger("Telephony.Api");
        app.Use(next => new WireManners(next, logger).RunAsync);
        app.UseRouting();
        if (services.CorsOrigins.Count > 0) app.UseCors();
        return new ApiRoutes(app, services);
    }

    /// <param name="pattern">As in the API's document, with <c>{id}</c> for a part: <c>/identities/{id}/:issueAccessToken</c>, <c>/calling/callConnections/{id}:play</c>.</param>
    public ApiRoutes Map(string pattern, ApiOperation operation, ApiHandler handler)
    {
        var gate = _gate;
        _mapped.Add((pattern, operation));
        var route = _endpoints.MapMethods(pattern, [operation.Method], http => gate.RunAsync(http, operation, handler));
        route.WithDisplayName(operation.Name);
        if (_cors && operation.Access != ApiAccess.Resource) route.RequireCors(ApiCors.Policy);
        return this;
    }

    /// <summary>The description of all that was mapped, for programs and people. After all areas.</summary>
    public void MapPages() => ApiPages.Map(_endpoints, _mapped);

    /// <summary>Operations of one area: shorter to write.</summary>
    public ApiArea Area(string name, ApiAccess access = ApiAccess.Resource) => new(this, name, access);
}
