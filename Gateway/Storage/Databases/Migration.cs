using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Telephony.Storage.Databases;

/// <summary>One step of the tables: a file <c>Migrations/&lt;Dialect&gt;/0001-name.sql</c>, never changed once released.</summary>
/// <param name="Number">1 and up, without gaps; the same step has the same number and name in every dialect.</param>
internal sealed partial record Migration(int Number, string Name, string Sql)
{
    /// <summary>Tells whether the file is the one that was applied.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n")))[..8]);

    /// <summary>The tables that there are after these steps, in the order they were made.</summary>
    public static IReadOnlyList<string> TablesAfter(IReadOnlyList<Migration> steps)
    {
        var tables = new List<string>();
        foreach (var change in steps.SelectMany(static step => Change().Matches(step.Sql)))
        {
            var (made, dropped, from, to) = (change.Groups["made"].Value, change.Groups["dropped"].Value, change.Groups["from"].Value, change.Groups["to"].Value);
            if (made.Length > 0) tables.Add(made);
            else if (dropped.Length > 0) tables.Remove(dropped);
            else tables[tables.IndexOf(from)] = to;
        }

        return tables;
    }

    /// <summary>In order.</summary>
    public static IReadOnlyList<Migration> Of(string dialect)
    {
        var assembly = typeof(Migration).Assembly;
        var folder = dialect + "/";
        var migrations = new List<Migration>();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);      // named by the assembly itself a line above
            migrations.Add(new Migration(int.Parse(name.AsSpan(folder.Length, 4), CultureInfo.InvariantCulture), name[(folder.Length + 5)..^4], reader.ReadToEnd()));
        }

        return migrations;
    }

    [GeneratedRegex(@"^\s*(CREATE TABLE (?<made>\w+)|DROP TABLE (?<dropped>\w+)|ALTER TABLE (?<from>\w+) RENAME TO (?<to>\w+))", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Change();
}
