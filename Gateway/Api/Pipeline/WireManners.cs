using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Telephony.Api.Errors;

namespace Telephony.Api.Pipeline;

/// <summary>Around everything that is served: request ids on each answer, and the error body on what the web server refuses by itself (404, 405, a body too large, a failure).</summary>
internal sealed class WireManners(RequestDelegate next, ILogger logger)
{
    private readonly RequestIds _ids = new();

    public async Task RunAsync(HttpContext http)
    {
        _ids.Stamp(http);
        try
        {
            await next(http).ConfigureAwait(false);
        }
        catch (BadHttpRequestException broken) when (!http.Response.HasStarted)
        {
            http.Response.StatusCode = broken.StatusCode;
        }
        catch (Exception failure) when (failure is not OperationCanceledException && !http.Response.HasStarted)
        {
            logger.FailedOutside(RequestIds.Of(http), failure);
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
        var response = http.Response;
        if (response.HasStarted || response.StatusCode < 400 || response.ContentType is not null || response.ContentLength > 0) return;
        if (ApiErrors.OfStatus(response.StatusCode) is { } answer) await answer.WriteAsync(http).ConfigureAwait(false);
    }
}
