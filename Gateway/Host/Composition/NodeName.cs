using System.Security.Cryptography;

namespace Telephony.Host.Composition;

/// <summary>What tells this gateway from others on the same database: made up at the first start, kept in the data directory, which has the journal of the same calls.</summary>
internal static class NodeName
{
    private const string FileName = "node";

    /// <summary>To be called under the lock of the directory.</summary>
    public static string In(string directory)
    {
        var path = Path.Combine(directory, FileName);
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } known) return known;
        var made = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(path, made + "\n");
        return made;
    }
}
