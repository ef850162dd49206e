using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Telephony.Storage.Databases;

/// <summary>One step of the tables: a file <c>Migrations/&lt;Dialect&gt;/0001-name.sql</c>, never changed once released.</summary>
/// <param name="Number">1 and up, without gaps; the same step has the same number and name in every dialect.</param>
internal sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>Tells whether the file is the one that was applied.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n")))[..8]);

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
}
