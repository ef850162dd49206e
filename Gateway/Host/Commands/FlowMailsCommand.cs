using System.CommandLine;
using System.Globalization;
using Telephony.Domain.Voicemail;
using Telephony.Storage.Voicemail;

namespace Telephony.Host.Commands;

/// <summary><c>telephony flow mails</c>: voicemail that is not with its readers yet, or will never be.</summary>
internal static class FlowMailsCommand
{
    private const int Most = 1000;

    public static Command Make(Option<string?> config)
    {
        var command = new Command("mails", "List voicemail that waits to be mailed, and what is not mailed any more");
        command.SetAction((parsed, cancellation) => EventCommands.WithDatabaseAsync(parsed.GetValue(config), async (database, stop) =>
        {
            var store = new VoicemailStore(database);
            var none = true;
            foreach (var (state, word) in new[] { (VoicemailMailState.Waiting, "waits"), (VoicemailMailState.GivenUp, "given up") })
            {
                foreach (var mail in await store.ListAsync(state, Most, stop).ConfigureAwait(false))
                {
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{mail.LeftAt:yyyy-MM-dd HH:mm:ss}  {word,-8}  {mail.Mailbox,-16} to {string.Join(", ", mail.Recipients)}  {mail.Attempts} attempts  {mail.Recording}  {mail.Why}").TrimEnd());
                    none = false;
                }
            }
            if (none) Console.WriteLine("There are none.");
            return ExitCodes.Good;
        }, cancellation));
        return command;
    }
}
