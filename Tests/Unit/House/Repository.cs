using System.Runtime.CompilerServices;

namespace Telephony.Unit.House;

/// <summary>The source tree the tests were built from.</summary>
internal static class Repository
{
    public static readonly string Root = Find();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string Find([CallerFilePath] string here = "")
    {
        var folder = Path.GetDirectoryName(here);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Telephony.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"No Telephony.sln above {here}.");
    }
}
