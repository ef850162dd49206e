using System.Globalization;
using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Ivr.Queues;

namespace Telephony.Api.Queues;

/// <summary>Queues as those look after them who run a service desk. In a style of our own, as flows are. Queues are files of the operator, so that the default resource alone has them: who waits there is nobody else's business.</summary>
public static class QueueArea
{
    private const int MostPriority = 1_000_000;

    public static void MapQueues(this ApiRoutes api, QueueServices services) => api.Area("queues")
        .Get("/queues", "Queues_List", call => ListAsync(call, services))
        .Get("/queues/{queue}", "Queues_Get", call => GetAsync(call, services))
        .Get("/queues/{queue}/figures", "Queues_Figures", call => FiguresAsync(call, services))
        .Post("/queues/{queue}/agents/{agent}/:login", "Queues_LogIn", call => LogInAsync(call, services), repeatable: true)
        .Post("/queues/{queue}/agents/{agent}/:logout", "Queues_LogOut", call => TellAsync(call, services, new QueueEvent.AgentLogsOut(call.Route("agent"))), repeatable: true)
        .Post("/queues/{queue}/agents/{agent}/:pause", "Queues_Pause", call => TellAsync(call, services, new QueueEvent.AgentPauses(call.Route("agent"))), repeatable: true)
        .Post("/queues/{queue}/agents/{agent}/:resume", "Queues_Resume", call => TellAsync(call, services, new QueueEvent.AgentResumes(call.Route("agent"))), repeatable: true)
        .Post("/queues/{queue}/callbacks", "Queues_Book", call => BookAsync(call, services), repeatable: true)
        .Delete("/queues/{queue}/callbacks/{callback}", "Queues_Cancel", call => CancelAsync(call, services));

    private static async ValueTask<ApiAnswer> ListAsync(ApiCall call, QueueServices services) =>
        ApiAnswer.Ok(new QueueList([.. (await ViewsAsync(call, services).ConfigureAwait(false)).OrderBy(static view => view.Name, StringComparer.Ordinal).Select(Item)]), QueueWireJson.Default.QueueList);

    private static async ValueTask<ApiAnswer> GetAsync(ApiCall call, QueueServices services) =>
        await FindAsync(call, services).ConfigureAwait(false) is { } view ? ApiAnswer.Ok(new QueueDetail(view.Name, Seconds(view.WaitOfNext), [.. view.State.Agents.Select(Item)], [.. view.Line.Select(Item)]), QueueWireJson.Default.QueueDetail) : NoQueue(call);

    private static async ValueTask<ApiAnswer> FiguresAsync(ApiCall call, QueueServices services)
    {
        if (!call.TryTime("until", services.Clock.GetUtcNow(), out var until, out var refused) || !call.TryTime("from", until - TimeSpan.FromDays(1), out var from, out refused)) return refused;
        if (await FindAsync(call, services).ConfigureAwait(false) is not { } view) return NoQueue(call);
        var figures = await services.Store.FiguresAsync(view.Name, from, until, call.Cancellation).ConfigureAwait(false);
        return ApiAnswer.Ok(new QueueFigureList(view.Name, from, until, [.. figures.Select(static one => new QueueFigureItem(one.Outcome, Kind(one.IsCallback), one.Count, Seconds(one.MeanWait)))]), QueueWireJson.Default.QueueFigureList);
    }

    private static ValueTask<ApiAnswer> LogInAsync(ApiCall call, QueueServices services)
    {
        var address = "";
        if (!call.Body.IsEmpty)
        {
            if (!call.TryRead(QueueWireJson.Default.QueueLoginRequest, out var request, out var refused)) return ValueTask.FromResult(refused);
            address = request.Address ?? "";
        }
        return TellAsync(call, services, new QueueEvent.AgentLogsIn(call.Route("agent"), address, []));
    }

    private static async ValueTask<ApiAnswer> TellAsync(ApiCall call, QueueServices services, QueueEvent happened)
    {
        call.Target = $"{call.Route("queue")}/{call.Route("agent")}";
        if (await FindAsync(call, services).ConfigureAwait(false) is null) return NoQueue(call);
        if (await services.Queues.TellAsync(call.Route("queue"), happened).ConfigureAwait(false) is { } why) return ApiErrors.NotFound(why);
        var agent = (await FindAsync(call, services).ConfigureAwait(false))?.State.Agents.FirstOrDefault(one => one.Id == call.Route("agent"));
        return agent is null ? ApiErrors.NotFound($"Queue {call.Route("queue")} has no agent {call.Route("agent")} any more.") : ApiAnswer.Ok(Item(agent), QueueWireJson.Default.QueueAgentItem);
    }

    private static async ValueTask<ApiAnswer> BookAsync(ApiCall call, QueueServices services)
    {
        if (!call.TryRead(QueueWireJson.Default.QueueCallbackRequest, out var request, out var refused)) return refused;
        if (request.PhoneNumber is null) return ApiErrors.Missing("phoneNumber");
        if (!PhoneNumber.TryParse(request.PhoneNumber, out var number)) return ApiErrors.BadField("phoneNumber", "a number such as +14255550123 is allowed");
        if (request.Priority is < -MostPriority or > MostPriority) return ApiErrors.BadField("priority", $"{-MostPriority} to {MostPriority} are allowed");
        if (await FindAsync(call, services).ConfigureAwait(false) is null) return NoQueue(call);
        var (booked, why) = await services.Queues.BookAsync(call.Route("queue"), number.ToString(), request.Priority ?? 0).ConfigureAwait(false);
        if (booked is null) return ApiErrors.Error(409, "CallbackRefused", why);
        call.Target = string.Create(CultureInfo.InvariantCulture, $"{call.Route("queue")}/{booked.Id}");
        return ApiAnswer.Of(201, new QueueCallbackItem(booked.Id, booked.Number, booked.Priority, booked.Joined), QueueWireJson.Default.QueueCallbackItem);
    }

    private static async ValueTask<ApiAnswer> CancelAsync(ApiCall call, QueueServices services)
    {
        call.Target = $"{call.Route("queue")}/{call.Route("callback")}";
        if (!long.TryParse(call.Route("callback"), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) return ApiErrors.BadField("callback", "a number is allowed");
        if (await FindAsync(call, services).ConfigureAwait(false) is null) return NoQueue(call);
        return await services.Queues.TellAsync(call.Route("queue"), new QueueEvent.CallbackCancelled(id)).ConfigureAwait(false) is { } why ? ApiErrors.NotFound(why) : ApiAnswer.NoContent;
    }

    private static async ValueTask<IReadOnlyList<QueueView>> ViewsAsync(ApiCall call, QueueServices services) => call.Resource.Name == ResourceId.Default ? await services.Queues.ListAsync().ConfigureAwait(false) : [];

    private static async ValueTask<QueueView?> FindAsync(ApiCall call, QueueServices services) => (await ViewsAsync(call, services).ConfigureAwait(false)).FirstOrDefault(view => view.Name == call.Route("queue"));

    private static ApiAnswer NoQueue(ApiCall call) => ApiErrors.NotFound($"There is no queue {call.Route("queue")}.");

    private static QueueItem Item(QueueView view) => new(
        view.Name, view.Line.Count(static place => !place.One.IsCallback), view.Line.Count(static place => place.One.IsCallback),
        view.State.Agents.Count(static agent => agent.Presence != AgentPresence.LoggedOut), view.State.Agents.Count(static agent => agent.Presence == AgentPresence.Talking), Seconds(view.WaitOfNext));

    private static QueueAgentItem Item(Agent agent) => new(
        agent.Id, agent.Address, agent.Skills,
        agent.Presence switch { AgentPresence.LoggedOut => "loggedOut", AgentPresence.Free => "free", AgentPresence.Ringing => "ringing", AgentPresence.Talking => "talking", _ => "paused" },
        agent.Since, agent.RestsUntil == default ? null : agent.RestsUntil, agent.Taken);

    private static QueuePlaceItem Item((Waiting One, int Place) place) => place.One.IsCallback
        ? new(place.Place, Kind(true), null, place.One.Id, place.One.Number, place.One.Tries, place.One.Priority, place.One.Skills, place.One.Joined)
        : new(place.Place, Kind(false), place.One.Call, null, null, null, place.One.Priority, place.One.Skills, place.One.Joined);

    private static string Kind(bool isCallback) => isCallback ? "callback" : "call";

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 1);
}
