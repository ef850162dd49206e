using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;

namespace Telephony.Api.Events;

/// <summary>
/// <c>GET /events/stream</c>: the resource's events as they happen, for development, as server-sent events (HTML Living Standard 9.2). No subscription, no promise but this: a reader that comes again
/// with <c>Last-Event-ID</c> gets what it missed, as long as events are kept.
/// <code>
/// id: 0197…          event: Microsoft.Communication.SMSReceived          data: {an event of CloudEvents}
/// </code>
/// </summary>
public static class EventStreamOperation
{
    private const int MostAtOnce = 100;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);

    // Proxies close what is silent.
    private const int LooksPerSign = 60;

    // An event is written a moment after its id was made, and another one in between.
    private static readonly TimeSpan s_overlap = TimeSpan.FromSeconds(5);

    internal static void MapEventStream(ApiRoutes api, EventServices services) => api.Map(
        "/events/stream", new ApiOperation { Area = "events", Name = "Events_Stream", Method = "GET", Access = ApiAccess.Resource },
        call => ValueTask.FromResult(Answer(call, services)));

    private static ApiAnswer Answer(ApiCall call, EventServices services)
    {
        var (after, last) = (EventIds.At(services.Clock.GetUtcNow()), call.Http.Request.Headers["Last-Event-ID"].ToString());
        if (last.Length > 0 && !EventIds.TryParse(last, out after)) return ApiErrors.BadField("Last-Event-ID", "the id of an event is allowed");
        var resource = call.Resource.Name;
        return new ApiAnswer { Status = StatusCodes.Status200OK, ContentType = "text/event-stream", Stream = http => WriteAsync(http.Response, services, resource, after, http.RequestAborted) }
            .With("Cache-Control", "no-store").With("X-Accel-Buffering", "no");
    }

    /// <summary>Writes until the reader is gone.</summary>
    /// <param name="resource">Null: of all.</param>
    public static async Task WriteAsync(HttpResponse response, EventServices services, ResourceId? resource, Guid after, CancellationToken gone)
    {
        response.ContentType = "text/event-stream";
        var (from, written) = (after, new SortedSet<string>(StringComparer.Ordinal));
        try
        {
            await response.WriteAsync(": events from here on\n\n", gone).ConfigureAwait(false);
            await response.Body.FlushAsync(gone).ConfigureAwait(false);
            for (var look = 1; !gone.IsCancellationRequested; look++)
            {
                if (!await PassAsync(response, services.Store, resource, from, written, gone).ConfigureAwait(false) && look % LooksPerSign == 0) await response.WriteAsync(": still here\n\n", gone).ConfigureAwait(false);
                await response.Body.FlushAsync(gone).ConfigureAwait(false);
                from = Forward(from, written, services.Clock.GetUtcNow() - s_overlap);
                await Task.Delay(s_look, services.Clock, gone).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The reader hung up.
        }
    }

    private static async Task<bool> PassAsync(HttpResponse response, IEventStore store, ResourceId? resource, Guid from, SortedSet<string> written, CancellationToken gone)
    {
        for (var any = false; ;)
        {
            var page = await store.ReadAsync(resource, from, MostAtOnce, gone).ConfigureAwait(false);
            foreach (var happened in page)
            {
                if (!written.Add(EventIds.ToText(happened.Id))) continue;
                any = true;
                await response.WriteAsync(Frame(happened), gone).ConfigureAwait(false);
            }
            if (page.Count < MostAtOnce) return any;
            from = page[^1].Id;
        }
    }

    // What is older than the overlap is not looked at again.
    private static Guid Forward(Guid from, SortedSet<string> written, DateTimeOffset until)
    {
        var limit = EventIds.ToText(EventIds.At(until));
        while (written.Min is { } oldest && string.CompareOrdinal(oldest, limit) < 0)
        {
            written.Remove(oldest);
            from = Guid.ParseExact(oldest, "N");
        }
        return from;
    }

    private static string Frame(NewEvent happened) => string.Create(
        CultureInfo.InvariantCulture,
        $"id: {happened.Id:D}\nevent: {happened.Type}\ndata: {Encoding.UTF8.GetString(Telephony.Events.Delivery.EventText.CloudEvent(happened))}\n\n");
}
