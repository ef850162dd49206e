namespace Telephony.Peers.Gateway;

/// <summary>Where the built product lies, seen from a test program below it.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The gateway's program, Release build.</summary>
    public static string HostAssembly => Path.Combine(Root, "Gateway", "Host", "bin", "Release", "net10.0", "telephony.dll");

    /// <summary>The settings that ship; a test overrides what it needs by environment variables.</summary>
    public static string Settings => Path.Combine(Root, "appsettings.json");

    public static string Schemas => Path.Combine(Root, "sbc-config", "schema");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Telephony.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Telephony.sln.");
    }
}
