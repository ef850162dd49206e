using Telephony.Host.Settings;
using Telephony.Storage.Archives;

namespace Telephony.Host.Commands;

/// <summary>
/// The files that a backup has beside the store: announcements, which gateway we are, the version of our address ranges; certificates and keys when asked for.
/// Not the journal, whose records are in the store a moment later, nor <c>sbc-config</c>, which people keep by their own means.
/// </summary>
internal static class KeptFiles
{
    private const string Data = "data/";
    private const string Certificates = "certs/";
    private const string Announcements = "announcements";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly string[] Single = ["node", "ranges.json"];

    /// <summary>Name in the archive, and path.</summary>
    public static List<(string Name, string Path)> List(GatewaySettings settings, bool withKeys)
    {
        List<(string Name, string Path)> files = [.. Single.Select(name => (Data + name, Path.Combine(settings.DataDirectory, name))).Where(static file => File.Exists(file.Item2))];
        files.AddRange(Below(Path.Combine(settings.DataDirectory, Announcements), Data + Announcements + "/"));
        if (withKeys) files.AddRange(Below(settings.CertificateFolder, Certificates));
        return files;
    }

    /// <summary>Writes them where they belong; returns those that were kept because another one is there.</summary>
    public static List<string> Restore(GatewaySettings settings, Archive archive, bool overwrite)
    {
        var kept = new List<string>();
        foreach (var name in archive.FileNames)
        {
            var path = name.StartsWith(Certificates, StringComparison.Ordinal) ? Path.Combine(settings.CertificateFolder, name[Certificates.Length..])
                : name.StartsWith(Data, StringComparison.Ordinal) ? Path.Combine(settings.DataDirectory, name[Data.Length..])
                : null;
            if (path is null) continue;       // of a kind that this gateway does not know
            if (File.Exists(path) && !overwrite) kept.Add(path);
            else Write(archive, name, path, secret: name.StartsWith(Certificates, StringComparison.Ordinal));
        }

        return kept;
    }

    private static IEnumerable<(string Name, string Path)> Below(string folder, string prefix) =>
        Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => (prefix + Path.GetRelativePath(folder, path).Replace('\\', '/'), path))
            : [];

    private static void Write(Archive archive, string name, string path, bool secret)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);       // below a folder, always
        var part = path + ".part";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (secret && !OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using (var source = archive.OpenFile(name))
        using (var target = new FileStream(part, options)) source.CopyTo(target);
        File.Move(part, path, overwrite: true);
    }
}
