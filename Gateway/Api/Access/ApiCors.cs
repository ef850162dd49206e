using Microsoft.Extensions.DependencyInjection;

namespace Telephony.Api.Access;

/// <summary>Web pages of other origins may call what users call with their tokens (Fetch, CORS protocol). What access keys open stays closed to them.</summary>
internal static class ApiCors
{
    public const string Policy = "users";

    private static readonly TimeSpan s_remembered = TimeSpan.FromHours(1);

    public static void Add(IServiceCollection services, IReadOnlyList<string> origins)
    {
        if (origins.Count == 0) return;
        services.AddCors(cors => cors.AddPolicy(Policy, policy =>
        {
            policy.AllowAnyHeader().AllowAnyMethod().SetPreflightMaxAge(s_remembered)
                .WithExposedHeaders("x-ms-request-id", "x-ms-client-request-id", "x-ms-error-code", "Retry-After", "Location", "repeatability-result");
            if (origins.Contains("*")) policy.AllowAnyOrigin();
            else policy.WithOrigins([.. origins]);
        }));
    }
}
