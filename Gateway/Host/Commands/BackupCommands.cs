using System.CommandLine;
using System.Globalization;
using System.Reflection;
using Telephony.Host.Composition;
using Telephony.Host.Settings;
using Telephony.Storage.Archives;

namespace Telephony.Host.Commands;

/// <summary><c>telephony backup FILE</c>, beside a running gateway or without one, and <c>telephony restore FILE</c>, which wants none. Either store: what one made, the other takes.</summary>
internal static class BackupCommands
{
    public static IEnumerable<Command> All(Option<string?> config) => [Backup(config), Restore(config)];

    private static Command Backup(Option<string?> config)
    {
        var file = new Argument<string>("FILE") { Description = "The archive to write; it must not exist" };
        var keys = new Option<bool>("--with-keys") { Description = "The folder of certificates too, private keys with it" };
        var command = new Command("backup", "Write everything the gateway keeps into one file, as of one moment") { file, keys };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (CommandSettings.Load(parsed.GetValue(config), Console.Error) is not { } settings) return ExitCodes.BadSettings;
            var target = parsed.GetRequiredValue(file);
            await using var database = await settings.Storage.OpenAsync(TimeProvider.System, cancellation).ConfigureAwait(false);
            var content = await Telephony.Storage.Archives.Backup.WriteAsync(database, target, KeptFiles.List(settings, parsed.GetValue(keys)), Version, TimeProvider.System, cancellation).ConfigureAwait(false);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target}: {Words(content)}; {new FileInfo(target).Length / 1e6:0.0} MB."));
            return ExitCodes.Good;
        });
        return command;
    }

    private static Command Restore(Option<string?> config)
    {
        var file = new Argument<string>("FILE") { Description = "An archive that \"backup\" wrote" };
        var force = new Option<bool>("--force") { Description = "Throw away what the store holds, and overwrite files" };
        var command = new Command("restore", "Put a backup into the store, which must be empty, and its files into the data directory") { file, force };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (CommandSettings.Load(parsed.GetValue(config), Console.Error) is not { } settings) return ExitCodes.BadSettings;
            using var archive = Archive.Open(parsed.GetRequiredValue(file));
            using var alone = DataLock.Take(settings.DataDirectory);
            await using var database = await settings.Storage.OpenAsync(TimeProvider.System, cancellation).ConfigureAwait(false);
            await Telephony.Storage.Archives.Restore.RunAsync(database, archive, parsed.GetValue(force), cancellation).ConfigureAwait(false);
            foreach (var kept in KeptFiles.Restore(settings, archive, parsed.GetValue(force))) Console.WriteLine($"{kept} was there already and is kept (--force overwrites).");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Restored into {database.Name}, as of {archive.Content.MadeAt:yyyy-MM-dd HH:mm:ss} UTC: {Words(archive.Content)}."));
            return ExitCodes.Good;
        });
        return command;
    }

    private static string Version => typeof(BackupCommands).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    private static string Words(ArchiveContent content) => string.Join(", ", content.Tables.Select(static table => $"{table.Rows} {table.Name}").Append($"{content.Files} files"));
}
