using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Telephony.Host.Control;
using Telephony.Host.Settings;

namespace Telephony.Host.Web;

/// <summary>
/// Who may see how the gateway is. With addresses of the operator's own (<c>Telemetry:Urls</c>): whoever comes by them, and they serve nothing else. Without: whoever is on this machine and asks it by a name
/// of this machine, which nothing does that a proxy passes on, as it keeps the host that was asked for. The control socket is open, as its file's mode decides.
/// </summary>
internal static class OperatorDoor
{
    private static readonly string[] s_passedOn = ["Forwarded", "X-Forwarded-For", "Via"];

    /// <summary>Connections of this listener are the operator's.</summary>
    public static void Mark(ListenOptions listener) => listener.Use(static next => connection =>
    {
        connection.Features.Set(OperatorConnection.Instance);
        return next(connection);
    });

    /// <summary>Lets nothing but the operator's pages be asked for at the operator's addresses. Before anything is mapped.</summary>
    public static void Guard(WebApplication app, GatewaySettings settings)
    {
        if (settings.OperatorUrls.Length == 0) return;
        app.Use(static next => http => IsOperators(http) && !IsPage(http.Request.Path) ? NotFound(http) : next(http));
    }

    /// <summary>Nobody else sees these pages.</summary>
    public static TBuilder ForOperator<TBuilder>(this TBuilder page, GatewaySettings settings)
        where TBuilder : IEndpointConventionBuilder
    {
        var own = settings.OperatorUrls.Length > 0;
        page.Add(endpoint =>
        {
            if (endpoint.RequestDelegate is { } show) endpoint.RequestDelegate = http => (own ? IsOperators(http) : IsLocal(http)) || ControlSocket.Carries(http) ? show(http) : NotFound(http);
        });
        return page;
    }

    internal static bool IsLocal(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from)
        && (http.Request.Host.Host is "localhost" || (IPAddress.TryParse(http.Request.Host.Host.Trim('[', ']'), out var asked) && IPAddress.IsLoopback(asked)))
        && !s_passedOn.Any(http.Request.Headers.ContainsKey);

    private static bool IsOperators(HttpContext http) => http.Features.Get<OperatorConnection>() is not null;

    private static bool IsPage(PathString path) => path.StartsWithSegments("/health", StringComparison.Ordinal) || path.Value is "/status" or "/metrics" or "/ranges.json";

    private static Task NotFound(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private sealed class OperatorConnection
    {
        public static readonly OperatorConnection Instance = new();
    }
}
