using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Telephony.Host.Settings;

/// <summary>The settings of events, checked and typed.</summary>
internal sealed record EventOptions
{
    public required TimeSpan Kept { get; init; }

    /// <summary>Empty: the system's alone.</summary>
    public required X509Certificate2Collection Authorities { get; init; }

    /// <summary>Empty: the host name of the public URL.</summary>
    public required string Origin { get; init; }

    public static EventOptions Read(EventSettings raw, string folder, SettingMistakes mistakes) => new()
    {
        Kept = TimeSpan.FromDays(raw.KeepDays is >= 0.01 and <= 3650 ? raw.KeepDays : mistakes.Add("Events:KeepDays", raw.KeepDays.ToString(System.Globalization.CultureInfo.InvariantCulture), "allowed are 0.01 to 3650", 7.0)),
        Authorities = Load(raw.Authorities, folder, mistakes),
        Origin = raw.Origin.Length == 0 || Uri.CheckHostName(raw.Origin) != UriHostNameType.Unknown ? raw.Origin : mistakes.Add("Events:Origin", raw.Origin, "allowed is a host name", ""),
    };

    private static X509Certificate2Collection Load(string file, string folder, SettingMistakes mistakes)
    {
        var found = new X509Certificate2Collection();
        if (file.Length == 0) return found;
        try
        {
            found.ImportFromPemFile(Path.Combine(folder, file));
            if (found.Count == 0) mistakes.Add("Events:Authorities", file, "allowed is a PEM file with at least one certificate");
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            mistakes.Add("Events:Authorities", file, $"it cannot be read: {unusable.Message}");
        }
        return found;
    }
}
