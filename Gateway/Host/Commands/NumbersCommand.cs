using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Domain.Numbers;
using Telephony.Numbers.Inventory;
using Telephony.Storage.Databases;
using Telephony.Storage.Numbers;

namespace Telephony.Host.Commands;

/// <summary><c>telephony numbers import|export FILE.csv</c>. A running gateway takes the change over by itself within seconds.</summary>
internal static class NumbersCommand
{
    public static async Task<int> ImportAsync(string? config, string file, TextWriter output, CancellationToken cancellation)
    {
        if (await OpenAsync(config, output, cancellation).ConfigureAwait(false) is not { } inventory) return ExitCodes.BadSettings;
        await using var database = inventory.Database;
        if (!File.Exists(file))
        {
            output.WriteLine($"{file}: no such file.");
            return ExitCodes.Refused;
        }
        var result = await inventory.Numbers.ImportAsync(await File.ReadAllTextAsync(file, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        foreach (var mistake in result.Mistakes) output.WriteLine($"{file}: {mistake}");
        output.WriteLine(result.Mistakes.Count > 0 ? "Nothing was imported." : $"{result.Written} records were imported.");
        return result.Mistakes.Count > 0 ? ExitCodes.Refused : ExitCodes.Good;
    }

    public static async Task<int> ExportAsync(string? config, string file, TextWriter output, CancellationToken cancellation)
    {
        if (await OpenAsync(config, output, cancellation).ConfigureAwait(false) is not { } inventory) return ExitCodes.BadSettings;
        await using var database = inventory.Database;
        await File.WriteAllTextAsync(file, await inventory.Numbers.ExportAsync(null, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        return ExitCodes.Good;
    }

    private static async Task<(Database Database, NumberInventory Numbers)?> OpenAsync(string? config, TextWriter output, CancellationToken cancellation)
    {
        if (CommandSettings.Load(config, output) is not { } settings) return null;
        Directory.CreateDirectory(settings.DataDirectory);
        var database = await settings.Storage.OpenAsync(TimeProvider.System, cancellation).ConfigureAwait(false);
        return (database, new NumberInventory(new NumberStore(database), new NumberCatalogueHolder(), TimeProvider.System, NullLogger<NumberInventory>.Instance));
    }
}
