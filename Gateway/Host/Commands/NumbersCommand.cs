using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Domain.Numbers;
using Telephony.Numbers.Inventory;
using Telephony.Storage.Sqlite;

namespace Telephony.Host.Commands;

/// <summary><c>telephony numbers import|export FILE.csv</c>. A running gateway takes the change over by itself within seconds.</summary>
internal static class NumbersCommand
{
    public static async Task<int> ImportAsync(string? config, string file, TextWriter output, CancellationToken cancellation)
    {
        if (Open(config, output) is not { } inventory) return ExitCodes.BadSettings;
        using var database = inventory.Database;
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
        if (Open(config, output) is not { } inventory) return ExitCodes.BadSettings;
        using var database = inventory.Database;
        await File.WriteAllTextAsync(file, await inventory.Numbers.ExportAsync(null, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        return ExitCodes.Good;
    }

    private static (SqliteDatabase Database, NumberInventory Numbers)? Open(string? config, TextWriter output)
    {
        if (CommandSettings.Load(config, output) is not { } settings) return null;
        Directory.CreateDirectory(settings.DataDirectory);
        var database = SqliteDatabase.Open(settings.Database);
        return (database, new NumberInventory(new SqliteNumberStore(database), new NumberCatalogueHolder(), TimeProvider.System, NullLogger<NumberInventory>.Instance));
    }
}
