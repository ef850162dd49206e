using Telephony.Host.Settings;

namespace Telephony.Host.Commands;

internal static class ExitCodes
{
    public const int Good = 0;

    /// <summary>What was asked for is not there, or was refused.</summary>
    public const int Refused = 1;

    public const int BadSettings = 2;

    public const int CannotStart = 3;
}

/// <summary>The settings for a command, or a sentence per mistake.</summary>
internal static class CommandSettings
{
    public static GatewaySettings? Load(string? config, TextWriter errors)
    {
        var file = SettingsReader.FileOf(config);
        if (SettingsReader.Open(file, out var broken) is not { } configuration)
        {
            errors.WriteLine(broken);
            return null;
        }
        var settings = SettingsReader.Read(file, configuration, out var mistakes);
        foreach (var mistake in mistakes) errors.WriteLine(mistake);
        return settings;
    }
}
