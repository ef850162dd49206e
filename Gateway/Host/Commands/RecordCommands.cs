using System.CommandLine;
using System.Globalization;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Storage.Export;
using Telephony.Storage.Flows;
using Telephony.Storage.Records;

namespace Telephony.Host.Commands;

/// <summary><c>telephony calls</c> and <c>telephony call ID</c>: what the store knows. A call that has just begun shows after a moment.</summary>
internal static class RecordCommands
{
    public static IEnumerable<Command> All(Option<string?> config) => [Calls(config), Call(config)];

    private static Command Calls(Option<string?> config)
    {
        var limit = new Option<int>("--limit") { HelpName = "COUNT", Description = "How many, newest first", DefaultValueFactory = static _ => 50 };
        var number = new Option<string?>("--number") { HelpName = "NUMBER", Description = "Calling or called number" };
        var trunk = new Option<string?>("--trunk") { HelpName = "FQDN", Description = "From or to this trunk" };
        var failed = new Option<bool>("--failed") { Description = "Only calls that were never answered" };
        var csv = new Option<string?>("--csv") { HelpName = "FILE", Description = "Write them to this file as CSV" };
        var json = new Option<string?>("--json") { HelpName = "FILE", Description = "Write them to this file as JSON" };
        var command = new Command("calls", "List call records") { limit, number, trunk, failed, csv, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (CommandSettings.Load(parsed.GetValue(config), Console.Error) is not { } settings) return ExitCodes.BadSettings;
            TrunkId? wanted = null;
            if (parsed.GetValue(trunk) is { } name)
            {
                if (!TrunkId.TryParse(name, out var id)) return Say($"--trunk {name}: a domain name is needed.");
                wanted = id;
            }
            var query = new CallQuery
            {
                Limit = Math.Clamp(parsed.GetValue(limit), 1, 1000),
                Number = parsed.GetValue(number),
                Trunk = wanted,
                Failed = parsed.GetValue(failed) ? true : null,
            };
            await using var database = await settings.Storage.OpenAsync(TimeProvider.System, cancellation).ConfigureAwait(false);
            var store = new CallRecordStore(database, TimeProvider.System);
            if (parsed.GetValue(csv) is { } csvFile) return await ExportAsync(csvFile, stream => CsvExport.WriteAsync(store.StreamAsync(ResourceId.Default, query, cancellation), stream, cancellation)).ConfigureAwait(false);
            if (parsed.GetValue(json) is { } jsonFile) return await ExportAsync(jsonFile, stream => JsonExport.WriteAsync(store.StreamAsync(ResourceId.Default, query, cancellation), stream, cancellation)).ConfigureAwait(false);
            var page = await store.ListAsync(ResourceId.Default, query, cancellation).ConfigureAwait(false);
            foreach (var record in page.Records) Console.WriteLine(Line(record));
            if (page.Records.Count == 0) Console.WriteLine("No calls.");
            return ExitCodes.Good;
        });
        return command;
    }

    private static Command Call(Option<string?> config)
    {
        var id = new Argument<string>("ID") { Description = "As \"calls\" shows it" };
        var pcap = new Option<string?>("--pcap") { HelpName = "FILE", Description = "Write the call's messages to this capture file" };
        var json = new Option<bool>("--json") { Description = "As JSON" };
        var command = new Command("call", "Show one call: record, decisions, SIP ladder") { id, pcap, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (CommandSettings.Load(parsed.GetValue(config), Console.Error) is not { } settings) return ExitCodes.BadSettings;
            if (!CallId.TryParse(parsed.GetRequiredValue(id), out var call)) return Say($"\"{parsed.GetRequiredValue(id)}\" is no call id; \"calls\" lists them.");
            await using var database = await settings.Storage.OpenAsync(TimeProvider.System, cancellation).ConfigureAwait(false);
            var store = new CallRecordStore(database, TimeProvider.System);
            if (await store.FindAsync(ResourceId.Default, call, cancellation).ConfigureAwait(false) is not { } record) return Say($"There is no call {call}.");
            if (parsed.GetValue(pcap) is { } file)
            {
                var stream = File.Create(file);
                await using (stream.ConfigureAwait(false))
                {
                    var frames = PcapExport.Write(record, stream);
                    Console.WriteLine($"{frames} messages written to {file}.");
                }
                return ExitCodes.Good;
            }
            if (parsed.GetValue(json)) WriteJson(record);
            else Console.Write(CallText.Write(record, await new FlowHistoryStore(database).StepsAsync(record.Resource, call, cancellation).ConfigureAwait(false)));
            return ExitCodes.Good;
        });
        return command;
    }

    private static void WriteJson(CallRecord record)
    {
        using var output = Console.OpenStandardOutput();
        JsonExport.Write(record, output);
    }

    private static string Line(CallRecord record)
    {
        var length = record is { AnsweredAt: { } answered, EndedAt: { } ended } ? (ended - answered).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s" : record.State == CallState.Ended ? "-" : "running";
        return string.Create(CultureInfo.InvariantCulture,
            $"{record.Id}  {record.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}  {record.Caller,-16} {record.Called,-16} {record.FromTrunk.Value,-24} {record.ToTrunk.Value,-24} {length,9}  {record.Cause?.Text}");
    }

    private static async Task<int> ExportAsync(string file, Func<Stream, Task> write)
    {
        var stream = File.Create(file);
        await using (stream.ConfigureAwait(false)) await write(stream).ConfigureAwait(false);
        return ExitCodes.Good;
    }

    private static int Say(string sentence)
    {
        Console.Error.WriteLine(sentence);
        return ExitCodes.Refused;
    }
}
