using System.Security.Cryptography;

namespace Telephony.Host.Certificates;

/// <summary>Names and manners of the folder of certificates: <c>NAME.pem</c> with <c>NAME.key</c>, keys for their owner alone.</summary>
internal static class CertificateFolder
{
    public const string Authority = "ca";
    public const string Usual = "gateway";
    public const string Issued = "issued";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static string Pem(string folder, string name) => Path.Combine(folder, name + ".pem");

    public static string Key(string folder, string name) => Path.Combine(folder, name + ".key");

    /// <summary>Certificates of ours in the folder: those with a key, the authority aside.</summary>
    public static IEnumerable<string> Names(string folder) => !Directory.Exists(folder)
        ? []
        : Directory.EnumerateFiles(folder, "*.pem").Select(static file => Path.GetFileNameWithoutExtension(file)).Where(name => name != Authority && File.Exists(Key(folder, name))).Order(StringComparer.Ordinal);

    /// <summary>Writes a whole file and puts it in its place at once: who reads sees the old one or the new one.</summary>
    public static void Write(string path, string text, bool secret)
    {
        var beside = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}.new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (secret && !OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using (var writer = new StreamWriter(beside, options)) writer.Write(text);
        File.Move(beside, path, overwrite: true);
    }
}
