using System.CommandLine;
using Telephony.Domain.Audit;
using Telephony.Domain.Identity;
using Telephony.Storage.Audit;
using Telephony.Storage.Databases;

namespace Telephony.Host.Commands;

/// <summary><c>telephony audit</c>: who asked the REST API for what.</summary>
internal static class AuditCommand
{
    public static Command Make(Option<string?> config)
    {
        var resource = new Option<string?>("--resource") { Description = "Of this resource; without it, of all, and what was refused before it was known whose it is", HelpName = "NAME" };
        var limit = new Option<int>("--limit") { HelpName = "COUNT", Description = "How many, newest first", DefaultValueFactory = static _ => 50 };
        var refused = new Option<bool>("--refused") { Description = "Only what was refused" };
        var operation = new Option<string?>("--operation") { HelpName = "NAME", Description = "As the API's documents call it: CommunicationIdentity_Create" };
        var command = new Command("audit", "List who asked the REST API for what") { resource, limit, refused, operation };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (CommandSettings.Load(parsed.GetValue(config), Console.Error) is not { } settings) return ExitCodes.BadSettings;
            ResourceId? wanted = null;
            if (parsed.GetValue(resource) is { } name)
            {
                if (!ResourceId.TryParse(name, out var id))
                {
                    await Console.Error.WriteLineAsync($"--resource {name}: no resource can have this name.").ConfigureAwait(false);
                    return ExitCodes.Refused;
                }
                wanted = id;
            }
            await using var database = await settings.Storage.OpenAsync(TimeProvider.System, cancellation).ConfigureAwait(false);
            var query = new AuditQuery(wanted, Math.Clamp(parsed.GetValue(limit), 1, 100_000), parsed.GetValue(refused), parsed.GetValue(operation));
            var entries = await new AuditStore(database).ListAsync(query, cancellation).ConfigureAwait(false);
            foreach (var entry in entries) Console.WriteLine(Line(entry));
            if (entries.Count == 0) Console.WriteLine("Nothing.");
            return ExitCodes.Good;
        });
        return command;
    }

    private static string Line(AuditEntry entry) => FormattableString.Invariant(
        $"{entry.At.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff}  {entry.Resource?.Value ?? "-",-16} {entry.Caller,-14} {entry.Status}  {entry.Operation,-44} {entry.Target,-80} {entry.Source,-15} {entry.RequestId} {entry.ClientRequestId}").TrimEnd();
}
