using System.CommandLine;
using Telephony.Domain.Stores;
using Telephony.Host.Commands;
using Telephony.Host.Composition;

namespace Telephony.Host;

/// <summary>The command line: <c>telephony run|check|route|rules|calls|call|numbers|trunks|drain|bans|unban|certs|backup|restore|keys|resources|users|tokens|audit|messages|flow|queues|twilio|events|test-call</c>.</summary>
internal static class Program
{
    private static readonly Option<string?> Config = new("--config") { Description = "Settings file; default: $TELEPHONY_CONFIG, else appsettings.json in the working directory", HelpName = "FILE", Recursive = true };

    private static async Task<int> Main(string[] args)
    {
        var root = new RootCommand("Telephony: an open gateway between apps and the phone network") { Config, Run(), Check(), Route(), Rules(), Numbers(), Certs() };
        foreach (var command in RecordCommands.All(Config).Concat(ControlCommands.All(Config)).Concat(BackupCommands.All(Config)).Concat(ResourceCommands.All(Config)).Concat(UserCommands.All(Config)).Append(AuditCommand.Make(Config)).Append(MessagesCommand.Make(Config)).Append(FlowCommands.Make(Config)).Append(QueueCommands.Make(Config)).Append(TwilioCommands.Make(Config)).Append(EventCommands.Make(Config)).Append(TestCallCommand.Make(Config))) root.Add(command);
        try
        {
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or StorageException or StartException)
        {
            // A file or folder that cannot be used: the message says which, a stack would not help.
            await Console.Error.WriteLineAsync(refused.Message).ConfigureAwait(false);
            return ExitCodes.Refused;
        }
    }

    private static Command Run()
    {
        var command = new Command("run", "Run the gateway until it is told to stop");
        command.SetAction((parsed, cancellation) => RunCommand.RunAsync(parsed.GetValue(Config), cancellation));
        return command;
    }

    private static Command Check()
    {
        var command = new Command("check", "Check every setting, trunk and route, and list all mistakes");
        command.SetAction((parsed, cancellation) => CheckCommand.RunAsync(parsed.GetValue(Config), Console.Out, cancellation));
        return command;
    }

    private static Command Route()
    {
        var number = new Argument<string>("NUMBER") { Description = "The called number, as it would stand in the request" };
        var from = new Option<string?>("--from") { Description = "The calling number; without it, an anonymous call", HelpName = "NUMBER" };
        var trunk = new Option<string?>("--trunk") { Description = "FQDN of the trunk the call would come from; without it, a call of the gateway's own", HelpName = "FQDN" };
        var resource = new Option<string?>("--resource") { Description = "Whose call of the gateway's own it is; default: the default resource's", HelpName = "NAME" };
        var command = new Command("route", "Show, step by step, what would become of a call") { number, from, trunk, resource };
        command.SetAction((parsed, cancellation) =>
            RouteCommand.RunAsync(parsed.GetValue(Config), parsed.GetRequiredValue(number), parsed.GetValue(from), parsed.GetValue(trunk), parsed.GetValue(resource), Console.Out, cancellation));
        return command;
    }

    private static Command Rules()
    {
        var number = new Argument<string>("NUMBER") { Description = "Called or calling, as it stands in a request or in the inventory" };
        var trunk = new Option<string?>("--trunk") { Description = "FQDN of the trunk whose rules follow those of the gateway", HelpName = "FQDN" };
        var command = new Command("rules", "Show what the number rules make of a number in all four directions") { number, trunk };
        command.SetAction(parsed => RulesCommand.Run(parsed.GetValue(Config), parsed.GetRequiredValue(number), parsed.GetValue(trunk), Console.Out));
        return command;
    }

    private static Command Certs()
    {
        var what = new Argument<string?>("FILE") { Description = "A PEM file, or the name of one in the folder of certificates; without it, all", Arity = ArgumentArity.ZeroOrOne };
        var show = new Command("show", "Show names, dates and pins of certificates") { what };
        show.SetAction(parsed => CertsCommand.Show(parsed.GetValue(Config), parsed.GetValue(what), Console.Out));
        var names = new Argument<string[]>("NAME") { Description = "Host names, wildcards such as *.sbc.example, IP addresses; the first names the file", Arity = ArgumentArity.OneOrMore };
        var own = new Option<bool>("--own") { Description = "For the gateway to show (tls.clientCertificate, SNI), instead of for an SBC or phone" };
        var folder = new Option<string?>("--out") { Description = "Where to write it", HelpName = "FOLDER" };
        var issue = new Command("issue", "Issue a certificate of the development authority, with key and chain") { names, own, folder };
        issue.SetAction(parsed => CertsCommand.Issue(parsed.GetValue(Config), parsed.GetRequiredValue(names), parsed.GetValue(own), parsed.GetValue(folder), Console.Out));
        return new Command("certs", "Certificates of TLS") { show, issue };
    }

    private static Command Numbers()
    {
        var file = new Argument<string>("FILE.csv") { Description = "Columns: number or first and last, label, owner, capabilities, destination, target, resource" };
        var import = new Command("import", "Add or replace numbers; nothing is taken when a line is wrong") { file };
        import.SetAction((parsed, cancellation) => NumbersCommand.ImportAsync(parsed.GetValue(Config), parsed.GetRequiredValue(file), Console.Out, cancellation));
        var export = new Command("export", "Write all numbers") { file };
        export.SetAction((parsed, cancellation) => NumbersCommand.ExportAsync(parsed.GetValue(Config), parsed.GetRequiredValue(file), Console.Out, cancellation));
        var command = new Command("numbers", "The inventory of numbers, and orders for more") { import, export };
        foreach (var more in NumberListCommands.All(Config)) command.Add(more);
        return command;
    }
}
