using System.CommandLine;

namespace Telephony.Host.Commands;

/// <summary><c>telephony messages</c>: text messages of the running gateway, and one from the network by the simulator.</summary>
internal static class MessagesCommand
{
    public static Command Make(Option<string?> config)
    {
        var state = new Option<string?>("--state") { Description = "Queued, Sending, Sent, Delivered, Failed or Unknown", HelpName = "STATE" };
        var resource = new Option<string?>("--resource") { Description = "Of this resource only", HelpName = "NAME" };
        var command = new Command("messages", "List text messages that were sent, newest first") { state, resource, Inbound(config) };
        command.SetAction((parsed, cancellation) => ControlCommands.AskAsync(
            parsed.GetValue(config), HttpMethod.Get, $"control/messages?state={Uri.EscapeDataString(parsed.GetValue(state) ?? "")}&resource={Uri.EscapeDataString(parsed.GetValue(resource) ?? "")}", cancellation));
        return command;
    }

    private static Command Inbound(Option<string?> config)
    {
        var from = new Argument<string>("FROM") { Description = "Who writes: a number such as +14255550123" };
        var to = new Argument<string>("TO") { Description = "One of our numbers" };
        var text = new Argument<string>("TEXT");
        var command = new Command("inbound", "Let the simulated carrier deliver a message from the network") { from, to, text };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var form = new FormUrlEncodedContent([new("from", parsed.GetRequiredValue(from)), new("to", parsed.GetRequiredValue(to)), new("text", parsed.GetRequiredValue(text))]);
            return await ControlCommands.AskAsync(parsed.GetValue(config), HttpMethod.Post, "control/messages/inbound", cancellation, form).ConfigureAwait(false);
        });
        return command;
    }
}
