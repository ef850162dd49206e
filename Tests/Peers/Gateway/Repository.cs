using System.Text.RegularExpressions;

namespace Telephony.Peers.Gateway;

/// <summary>Where the built product lies, seen from a test program below it.</summary>
public static partial class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The gateway's program, Release build.</summary>
    public static string HostAssembly => Path.Combine(Root, "Gateway", "Host", "bin", "Release", "net10.0", "telephony.dll");

    /// <summary>The settings that ship; a test overrides what it needs by environment variables.</summary>
    public static string Settings => Path.Combine(Root, "appsettings.json");

    public static string Schemas => Path.Combine(Root, "sbc-config", "schema");

    /// <summary>What <c>run.sh</c> tells the runtime by environment, name and value.</summary>
    public static IReadOnlyDictionary<string, string> RuntimeVariables { get; } = File.ReadLines(Path.Combine(Root, "run.sh"))
        .Select(static line => RuntimeVariable().Match(line)).Where(static match => match.Success).ToDictionary(static match => match.Groups["name"].Value, static match => match.Groups["value"].Value);

    [GeneratedRegex("^export (?<name>DOTNET_\\w+)=\"\\$\\{\\k<name>:-(?<value>\\w+)\\}\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RuntimeVariable();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Telephony.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Telephony.sln.");
    }
}
