using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Telephony.Api.Access;
using Telephony.Api.Errors;
using Telephony.Api.Repeatability;
using Telephony.Domain.Stores;

namespace Telephony.Api.Pipeline;

/// <summary>Answers one request that was let in.</summary>
public delegate ValueTask<ApiAnswer> ApiHandler(ApiCall call);

/// <summary>
/// What every operation goes through:
/// <code>
/// api-version ─► who asks, of which resource ─► limit ─► body, its hash ─► repeated? ─► handler ─► answer ─► audit log
/// </code>
/// </summary>
internal sealed class ApiGate(ApiServices services)
{
    private readonly ApiDoor _door = new(services);
    private readonly RepeatGuard _repeats = new(services.Repeatability, services.AnswersKept, services.Clock);
    private readonly ILogger _logger = services.Loggers.CreateLogger("Telephony.Api");

    public async Task RunAsync(HttpContext http, ApiOperation operation, ApiHandler handler)
    {
        var call = new ApiCall(http, operation, RequestIds.Of(http));
        byte[]? rented = null;
        ApiAnswer answer;
        try
        {
            answer = await EnterAsync(call).ConfigureAwait(false);
        }
        catch (BadHttpRequestException broken)
        {
            answer = ApiErrors.OfStatus(broken.StatusCode) ?? ApiErrors.Internal;
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (StorageException gone) when (gone.Fault is StorageFault.Unavailable or StorageFault.Full)
        {
            _logger.NoStore(operation.Name, call.RequestId, gone.Message);
            answer = ApiErrors.Unavailable;
        }
        catch (Exception failure)
        {
            _logger.Failed(operation.Name, call.RequestId, failure);
            answer = ApiErrors.Internal;
        }
        finally
        {
            if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        }
        services.Audit?.Note(call, answer.Status);
        services.Statistics.Answered(operation.Area, answer.Status);
        await answer.WriteAsync(http).ConfigureAwait(false);

        async ValueTask<ApiAnswer> EnterAsync(ApiCall entering)
        {
            if (!operation.NeedsNoVersion && string.IsNullOrEmpty(entering.Query("api-version"))) return ApiErrors.NoVersion;
            if (await _door.OpenAsync(entering).ConfigureAwait(false) is { } refused) return refused;
            if (entering.HasResource && !services.Limits.TryTake(entering.Resource.Name, operation.Area))
            {
                return ApiErrors.TooMany(operation.Area, services.Limits.Of(operation.Area), Limits.AreaLimits.RetryAfterSeconds);
            }
            (var unfit, rented, var length) = await BodyIntake.TakeAsync(http, operation.MaxBodyBytes).ConfigureAwait(false);
            if (unfit is not null) return unfit;
            entering.Body = rented.AsMemory(0, length);
            return ApiDoor.Check(entering) ?? await _repeats.RunAsync(entering, handler).ConfigureAwait(false);
        }
    }
}
