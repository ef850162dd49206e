using System.CommandLine;
using Telephony.Host.Control;

namespace Telephony.Host.Commands;

/// <summary><c>telephony trunks|drain|running|transfer|bans|unban</c>: what the running gateway is asked and told.</summary>
internal static class ControlCommands
{
    public static IEnumerable<Command> All(Option<string?> config) => [Trunks(config), Drain(config), Running(config), Transfer(config), Bans(config), Unban(config)];

    private static Command Trunks(Option<string?> config)
    {
        var command = new Command("trunks", "List the trunks of the running gateway: health, what new calls find, calls");
        command.SetAction((parsed, cancellation) => AskAsync(parsed.GetValue(config), HttpMethod.Get, "control/trunks", cancellation));
        return command;
    }

    private static Command Drain(Option<string?> config)
    {
        var trunk = new Argument<string>("FQDN") { Description = "As \"trunks\" shows it" };
        var off = new Option<bool>("--off") { Description = "Let it take calls again" };
        var command = new Command("drain", "Let a trunk take no new calls; running ones go on. Until told otherwise or the gateway restarts") { trunk, off };
        command.SetAction((parsed, cancellation) => AskAsync(
            parsed.GetValue(config), parsed.GetValue(off) ? HttpMethod.Delete : HttpMethod.Post, $"control/trunks/{Uri.EscapeDataString(parsed.GetRequiredValue(trunk))}/drain", cancellation));
        return command;
    }

    private static Command Running(Option<string?> config)
    {
        var command = new Command("running", "List the calls that run now, with their sides");
        command.SetAction((parsed, cancellation) => AskAsync(parsed.GetValue(config), HttpMethod.Get, "control/calls", cancellation));
        return command;
    }

    private static Command Transfer(Option<string?> config)
    {
        var call = new Argument<string>("CALL") { Description = "As \"running\" shows it" };
        var leg = new Argument<string>("LEG") { Description = "The side that goes on, such as B2; the other one is hung up" };
        var number = new Argument<string?>("NUMBER") { Description = "Whom it shall speak with: a number or a SIP address", Arity = ArgumentArity.ZeroOrOne };
        var with = new Option<string?>("--with") { HelpName = "CALL/LEG", Description = "In place of NUMBER: a side of another call, such as the caller in 01jd…/A1" };
        var by = new Option<string?>("--referred-by") { HelpName = "ADDRESS", Description = "Who transfers, such as <sip:boss@example.com>; else the gateway" };
        var command = new Command("transfer", "Connect one side of a running call with somebody else. By REFER where the trunk's transfer.refer says so, else by the gateway itself") { call, leg, number, with, by };
        command.SetAction((parsed, cancellation) => AskAsync(
            parsed.GetValue(config), HttpMethod.Post,
            $"control/calls/{Uri.EscapeDataString(parsed.GetRequiredValue(call))}/transfer{Query(("leg", parsed.GetValue(leg)), ("to", parsed.GetValue(number)), ("with", parsed.GetValue(with)), ("by", parsed.GetValue(by)))}", cancellation));
        return command;
    }

    private static string Query(params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        var query = "";
        foreach (var (name, value) in fields)
        {
            if (value is not null) query += $"{(query.Length == 0 ? '?' : '&')}{name}={Uri.EscapeDataString(value)}";
        }
        return query;
    }

    private static Command Bans(Option<string?> config)
    {
        var command = new Command("bans", "List the sources that the running gateway does not listen to");
        command.SetAction((parsed, cancellation) => AskAsync(parsed.GetValue(config), HttpMethod.Get, "control/bans", cancellation));
        return command;
    }

    private static Command Unban(Option<string?> config)
    {
        var address = new Argument<string>("ADDRESS") { Description = "As \"bans\" shows it" };
        var command = new Command("unban", "Listen to a source again") { address };
        command.SetAction((parsed, cancellation) => AskAsync(
            parsed.GetValue(config), HttpMethod.Delete, $"control/bans/{Uri.EscapeDataString(parsed.GetRequiredValue(address).Split('/')[0])}", cancellation));
        return command;
    }

    /// <summary>Asks the running gateway and prints its answer.</summary>
    public static Task<int> AskAsync(string? config, HttpMethod method, string path, CancellationToken cancellation, HttpContent? content = null) =>
        AskAsync(config, method, path, content, HttpCompletionOption.ResponseContentRead, static async (answer, stop) =>
        {
            var text = await answer.Content.ReadAsStringAsync(stop).ConfigureAwait(false);
            await (answer.IsSuccessStatusCode ? Console.Out : Console.Error).WriteLineAsync(text).ConfigureAwait(false);
        }, cancellation);

    /// <summary>Asks the running gateway and prints its answer line by line as it comes, until one of the two ends.</summary>
    /// <param name="show">What is printed of a line; null: nothing.</param>
    public static Task<int> FollowAsync(string? config, string path, Func<string, string?> show, CancellationToken cancellation) =>
        AskAsync(config, HttpMethod.Get, path, null, HttpCompletionOption.ResponseHeadersRead, async (answer, stop) =>
        {
            try
            {
                using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(stop).ConfigureAwait(false));
                while (await reader.ReadLineAsync(stop).ConfigureAwait(false) is { } line)
                {
                    if (show(line) is { } shown) await Console.Out.WriteLineAsync(shown).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException)
            {
                // Ctrl-C is how it ends.
            }
        }, cancellation);

    private static async Task<int> AskAsync(string? config, HttpMethod method, string path, HttpContent? content, HttpCompletionOption until, Func<HttpResponseMessage, CancellationToken, Task> read, CancellationToken cancellation)
    {
        if (CommandSettings.Load(config, Console.Error) is not { } settings) return ExitCodes.BadSettings;
        using var client = ControlSocket.Connect(settings.DataDirectory);
        client.Timeout = Timeout.InfiniteTimeSpan;   // a transfer takes as long as somebody rings
        using var request = new HttpRequestMessage(method, path) { Content = content };
        try
        {
            using var answer = await client.SendAsync(request, until, cancellation).ConfigureAwait(false);
            await read(answer, cancellation).ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? ExitCodes.Good : ExitCodes.Refused;
        }
        catch (HttpRequestException nobody)
        {
            await Console.Error.WriteLineAsync($"No gateway answers at {ControlSocket.PathIn(settings.DataDirectory)}: it does not run on this data directory, or as another user. ({nobody.InnerException?.Message ?? nobody.Message})").ConfigureAwait(false);
            return ExitCodes.Refused;
        }
    }
}
