using System.Globalization;
using System.Net;
using System.Text;
using Telephony.Domain.Identity;
using Telephony.Domain.Trunks;
using Telephony.Host.Composition;
using Telephony.Host.Health;

namespace Telephony.Host.Control;

/// <summary>What commands ask of the running gateway. Answers are text for people. By the control socket only: on a port there is no such address.</summary>
internal static class ControlEndpoints
{
    public static void Map(WebApplication app, GatewayNode node)
    {
        app.MapGet("/control/trunks", (HttpContext http) => ControlSocket.Carries(http) ? Results.Text(TrunkList(node)) : Results.NotFound());
        app.MapPost("/control/trunks/{fqdn}/drain", (HttpContext http, string fqdn) => ControlSocket.Carries(http) ? Drain(node, fqdn, on: true) : Results.NotFound());
        app.MapDelete("/control/trunks/{fqdn}/drain", (HttpContext http, string fqdn) => ControlSocket.Carries(http) ? Drain(node, fqdn, on: false) : Results.NotFound());
        app.MapGet("/control/calls", async (HttpContext http, CancellationToken cancellation) => ControlSocket.Carries(http) ? Results.Text(await RunningCallText.ListAsync(node.Calls!, cancellation).ConfigureAwait(false)) : Results.NotFound());
        app.MapPost("/control/calls/{call}/transfer", (HttpContext http, string call, CancellationToken cancellation) =>
            ControlSocket.Carries(http) ? TransferRequests.DoAsync(node, call, http.Request.Query, cancellation) : Task.FromResult(Results.NotFound()));
        app.MapGet("/control/bans", (HttpContext http) => ControlSocket.Carries(http) ? Results.Text(BanList(node)) : Results.NotFound());
        app.MapDelete("/control/bans/{address}", (HttpContext http, string address) => ControlSocket.Carries(http) ? Lift(node, address) : Results.NotFound());
    }

    private static IResult Drain(GatewayNode node, string fqdn, bool on)
    {
        if (!TrunkId.TryParse(fqdn, out var id) || node.Catalogue.Current.Find(id) is not { } trunk) return Refused($"There is no trunk {fqdn}; \"trunks\" lists them.");
        node.Calls!.DrainTrunk(trunk, on);   // the node has started
        var calls = node.Trunks!.LimiterOf(trunk).ChannelsInUse;
        if (on) return Results.Text(string.Create(CultureInfo.InvariantCulture, $"{id} takes no new calls; {calls} are left."));
        return Results.Text(trunk.Drain ? $"{id} is drained by its file (drain): change it there." : $"{id} takes calls again.");
    }

    private static IResult Lift(GatewayNode node, string address)
    {
        if (!IPAddress.TryParse(address.Split('/')[0], out var source)) return Refused($"\"{address}\" is no IP address.");
        return node.Bans!.Lift(source) ? Results.Text($"{address} is listened to again.") : Refused($"{address} is not banned; \"bans\" lists those that are.");
    }

    private static string BanList(GatewayNode node)
    {
        var bans = node.Bans!.List();
        if (bans.Count == 0) return "Nobody is banned.";
        var text = new StringBuilder();
        foreach (var ban in bans) text.Append(CultureInfo.InvariantCulture, $"{ban.Source,-40} {(ban.Stream ? "tcp, tls" : "udp"),-9} {ban.Left:hh\\:mm\\:ss} left  {ban.Dropped,9} dropped  {ban.What}\n");
        return text.ToString().TrimEnd('\n');
    }

    private static string TrunkList(GatewayNode node)
    {
        var (text, board) = (new StringBuilder(), node.Trunks!);
        foreach (var trunk in node.Catalogue.Current.Trunks)
        {
            var report = board.HealthOf(trunk).Report(board.NowMs);
            text.Append(CultureInfo.InvariantCulture, $"{trunk.Id.Value,-32} {report.Overall.ToWord(),-9} {TrunkWords.Of(trunk, board),-14} {board.LimiterOf(trunk).ChannelsInUse,5} calls  {TrunkWords.Why(trunk, report)}\n");
        }
        return text.Length == 0 ? "There are no trunks." : text.ToString().TrimEnd('\n');
    }

    private static IResult Refused(string sentence) => Results.Text(sentence, statusCode: StatusCodes.Status404NotFound);
}
