using System.Globalization;
using System.Text;
using Telephony.Host.Composition;
using Telephony.Ivr.Queues;

namespace Telephony.Host.Control;

/// <summary>What commands ask of the queues of the running gateway. By the control socket only.</summary>
internal static class QueueEndpoints
{
    public static void Map(WebApplication app, GatewayNode node)
    {
        app.MapGet("/control/queues", async (HttpContext http) => ControlSocket.Carries(http) ? Results.Text(await ListAsync(node).ConfigureAwait(false)) : Results.NotFound());
        app.MapGet("/control/queues/{queue}", async (HttpContext http, string queue, CancellationToken cancellation) => ControlSocket.Carries(http) ? await ShowAsync(node, queue, cancellation).ConfigureAwait(false) : Results.NotFound());
        app.MapPost("/control/queues/{queue}/agents/{agent}/{what}", async (HttpContext http, string queue, string agent, string what) =>
            ControlSocket.Carries(http) ? await TellAsync(node, queue, EventOf(agent, what, http.Request.Query["address"])).ConfigureAwait(false) : Results.NotFound());
        app.MapDelete("/control/queues/{queue}/callbacks/{id:long}", async (HttpContext http, string queue, long id) =>
            ControlSocket.Carries(http) ? await TellAsync(node, queue, new QueueEvent.CallbackCancelled(id)).ConfigureAwait(false) : Results.NotFound());
    }

    private static QueueEvent? EventOf(string agent, string what, string? address) => what switch
    {
        "login" => new QueueEvent.AgentLogsIn(agent, address ?? "", []),
        "logout" => new QueueEvent.AgentLogsOut(agent),
        "pause" => new QueueEvent.AgentPauses(agent),
        "resume" => new QueueEvent.AgentResumes(agent),
        _ => null,
    };

    private static async Task<IResult> TellAsync(GatewayNode node, string queue, QueueEvent? happened)
    {
        if (happened is null) return Refused("Allowed are login, logout, pause, resume.");
        return await node.Flows!.Desk.Queues.TellAsync(queue, happened).ConfigureAwait(false) is { } why ? Refused(why) : await ShowAsync(node, queue, CancellationToken.None).ConfigureAwait(false);   // the node has started
    }

    private static async Task<QueueView?> FindAsync(GatewayNode node, string queue) => (await node.Flows!.Desk.Queues.ListAsync().ConfigureAwait(false)).FirstOrDefault(view => view.Name == queue);   // the node has started

    private static async Task<string> ListAsync(GatewayNode node)
    {
        var text = new StringBuilder();
        foreach (var view in await node.Flows!.Desk.Queues.ListAsync().ConfigureAwait(false))   // the node has started
        {
            var (callers, callbacks) = (view.Line.Count(static place => !place.One.IsCallback), view.Line.Count(static place => place.One.IsCallback));
            var (there, talking) = (view.State.Agents.Count(static agent => agent.Presence != AgentPresence.LoggedOut), view.State.Agents.Count(static agent => agent.Presence == AgentPresence.Talking));
            text.Append(CultureInfo.InvariantCulture, $"{view.Name,-24} {callers,4} wait  {callbacks,4} callbacks  {there,3} agents, {talking} talk  the next would wait {view.WaitOfNext:hh\\:mm\\:ss}\n");
        }
        return text.Length == 0 ? "There are no queues: docs/flows.md says how they are written." : text.ToString().TrimEnd('\n');
    }

    private static async Task<IResult> ShowAsync(GatewayNode node, string queue, CancellationToken cancellation)
    {
        if (await FindAsync(node, queue).ConfigureAwait(false) is not { } view) return Refused($"There is no queue {queue}; \"queues\" lists them.");
        var text = new StringBuilder();
        foreach (var agent in view.State.Agents) text.Append(CultureInfo.InvariantCulture, $"agent    {agent.Id,-16} {agent.Presence,-9} since {agent.Since:u}  {agent.Address}  {agent.Taken} taken\n");
        foreach (var (one, place) in view.Line)
            text.Append(CultureInfo.InvariantCulture, $"{place,4}.    {(one.IsCallback ? $"callback {one.Id} to {one.Number}, {one.Tries} tries" : $"call {one.Call}{(one.Aside ? ", aside" : "")}")}  since {one.Joined:u}  priority {one.Priority}\n");
        var today = new DateTimeOffset(node.Now.UtcDateTime.Date, TimeSpan.Zero);
        foreach (var figure in await node.Flows!.QueueStore.FiguresAsync(queue, today, today.AddDays(1), cancellation).ConfigureAwait(false))   // the node has started
            text.Append(CultureInfo.InvariantCulture, $"today    {figure.Count,6} {(figure.IsCallback ? "callbacks" : "calls"),-9} {(figure.Outcome.Length > 0 ? figure.Outcome : "wait or talk"),-20} mean wait {figure.MeanWait:hh\\:mm\\:ss}\n");
        return Results.Text(text.Length == 0 ? "The queue is empty, and has no agents." : text.ToString().TrimEnd('\n'));
    }

    private static IResult Refused(string sentence) => Results.Text(sentence, statusCode: StatusCodes.Status404NotFound);
}
