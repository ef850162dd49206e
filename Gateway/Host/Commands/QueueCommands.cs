using System.CommandLine;

namespace Telephony.Host.Commands;

/// <summary><c>telephony queues [QUEUE]</c>, <c>queues agent QUEUE AGENT login|logout|pause|resume</c>, <c>queues cancel QUEUE CALLBACK</c>: queues of the running gateway.</summary>
internal static class QueueCommands
{
    public static Command Make(Option<string?> config)
    {
        var queue = new Argument<string?>("QUEUE") { Description = "Its agents, who waits, and what came of those of today; without it, all queues", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("queues", "The queues of the running gateway") { queue, Agent(config), Cancel(config) };
        command.SetAction((parsed, cancellation) => ControlCommands.AskAsync(parsed.GetValue(config), HttpMethod.Get, parsed.GetValue(queue) is { } name ? $"control/queues/{Uri.EscapeDataString(name)}" : "control/queues", cancellation));
        return command;
    }

    private static Command Agent(Option<string?> config)
    {
        var queue = new Argument<string>("QUEUE") { Description = "As \"queues\" shows it" };
        var agent = new Argument<string>("AGENT") { Description = "As the queue's document names him" };
        var what = new Argument<string>("WHAT") { Description = "login, logout, pause or resume" };
        var address = new Option<string?>("--address") { Description = "Where he is called from now on, at login", HelpName = "ADDRESS" };
        var command = new Command("agent", "Log an agent in or out, or let him rest") { queue, agent, what, address };
        command.SetAction((parsed, cancellation) => ControlCommands.AskAsync(
            parsed.GetValue(config), HttpMethod.Post,
            $"control/queues/{Uri.EscapeDataString(parsed.GetRequiredValue(queue))}/agents/{Uri.EscapeDataString(parsed.GetRequiredValue(agent))}/{Uri.EscapeDataString(parsed.GetRequiredValue(what))}{(parsed.GetValue(address) is { } at ? $"?address={Uri.EscapeDataString(at)}" : "")}",
            cancellation));
        return command;
    }

    private static Command Cancel(Option<string?> config)
    {
        var queue = new Argument<string>("QUEUE") { Description = "As \"queues\" shows it" };
        var id = new Argument<long>("CALLBACK") { Description = "Its number, as \"queues QUEUE\" shows it" };
        var command = new Command("cancel", "Take back a callback") { queue, id };
        command.SetAction((parsed, cancellation) => ControlCommands.AskAsync(
            parsed.GetValue(config), HttpMethod.Delete, FormattableString.Invariant($"control/queues/{Uri.EscapeDataString(parsed.GetRequiredValue(queue))}/callbacks/{parsed.GetRequiredValue(id)}"), cancellation));
        return command;
    }
}
