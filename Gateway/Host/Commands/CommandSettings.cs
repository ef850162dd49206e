using Telephony.Host.Settings;
using Telephony.SipTrunk.Loading;

namespace Telephony.Host.Commands;

internal static class ExitCodes
{
    public const int Good = 0;

    /// <summary>What was asked for is not there, or was refused; also a command line that cannot be read.</summary>
    public const int Refused = 1;

    /// <summary>Settings, trunks or routes are wrong.</summary>
    public const int BadSettings = 2;

    /// <summary>The settings are good, and yet: a port is taken, a folder not writable, a certificate broken.</summary>
    public const int CannotStart = 3;
}

/// <summary>The settings for a command, or a sentence per mistake.</summary>
internal static class CommandSettings
{
    public static GatewaySettings? Load(string? config, TextWriter errors)
    {
        if (SettingsSource.Open(config, out var broken) is not { } source)
        {
            errors.WriteLine(broken);
            return null;
        }
        var settings = SettingsReader.Read(source, out var mistakes, out _);
        foreach (var mistake in mistakes) errors.WriteLine(mistake);
        return settings;
    }

    /// <summary>A line per mistake of trunks and routes, each with the file's whole path.</summary>
    public static string Sentences(IEnumerable<ConfigMistake> mistakes, string folder) =>
        string.Join(Environment.NewLine, mistakes.Select(mistake => (mistake with { File = Path.Combine(folder, mistake.File) }).Sentence));
}
