using System.Globalization;
using System.Text;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Host.Composition;

namespace Telephony.Host.Control;

/// <summary>What commands ask about text messages. By the control socket only.</summary>
internal static class MessageEndpoints
{
    private const int MostListed = 1000;

    public static void Map(WebApplication app, GatewayNode node)
    {
        app.MapGet("/control/messages", async Task<IResult> (HttpContext http, CancellationToken _) => ControlSocket.Carries(http) ? await ListAsync(http, node).ConfigureAwait(false) : Results.NotFound());
        app.MapPost("/control/messages/inbound", async Task<IResult> (HttpContext http, CancellationToken _) => ControlSocket.Carries(http) ? await ReceiveAsync(http, node).ConfigureAwait(false) : Results.NotFound());
    }

    private static async Task<IResult> ListAsync(HttpContext http, GatewayNode node)
    {
        MessageState? state = null;
        if (http.Request.Query["state"].ToString() is { Length: > 0 } word)
        {
            if (!Enum.TryParse<MessageState>(word, ignoreCase: true, out var wanted) || !Enum.IsDefined(wanted)) return Refused($"\"{word}\" is no state; there are {string.Join(", ", Enum.GetNames<MessageState>())}.");
            state = wanted;
        }
        ResourceId? resource = null;
        if (http.Request.Query["resource"].ToString() is { Length: > 0 } name)
        {
            if (!ResourceId.TryParse(name, out var named)) return Refused($"\"{name}\" is no name of a resource.");
            resource = named;
        }
        var messages = await node.Messaging!.Store.ListAsync(resource, state, MostListed, http.RequestAborted).ConfigureAwait(false);      // the node has started
        if (messages.Count == 0) return Results.Text("There are no such messages.");
        var text = new StringBuilder();
        foreach (var message in messages)
        {
            text.AppendLine(string.Create(CultureInfo.InvariantCulture,
                $"{message.Id}  {message.ChangedAt:yyyy-MM-dd HH:mm:ss}  {message.State,-9} {message.From,-16} {message.To,-16} {message.Carrier,-12} {message.ErrorCode} {message.Error}").TrimEnd());
        }
        return Results.Text(text.ToString().TrimEnd('\n'));
    }

    private static async Task<IResult> ReceiveAsync(HttpContext http, GatewayNode node)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted).ConfigureAwait(false);
        if (!MessageAddress.TryParse(form["from"], out var from, out var why)) return Refused($"FROM: {why}.");
        if (!MessageAddress.TryParse(form["to"], out var to, out why)) return Refused($"TO: {why}.");
        await node.Messaging!.Simulator.ReceiveAsync(from, to, form["text"].ToString(), http.RequestAborted).ConfigureAwait(false);      // the node has started
        return Results.Text($"{to} received a message from {from}.");
    }

    private static IResult Refused(string sentence) => Results.Text(sentence, statusCode: StatusCodes.Status400BadRequest);
}
