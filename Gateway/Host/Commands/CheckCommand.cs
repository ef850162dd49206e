using Telephony.Host.Settings;
using Telephony.Rtp.Media;
using Telephony.Rtp.Ports;
using Telephony.SipTrunk.Loading;

namespace Telephony.Host.Commands;

/// <summary><c>telephony check</c>: every setting, trunk and route, all mistakes at once.</summary>
internal static class CheckCommand
{
    public static int Run(string? config, TextWriter output)
    {
        var file = SettingsReader.FileOf(config);
        if (SettingsReader.Open(file, out var broken) is not { } configuration)
        {
            output.WriteLine(broken);
            return ExitCodes.BadSettings;
        }
        var settings = SettingsReader.Read(file, configuration, out var mistakes);
        var folder = settings?.SbcConfig ?? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file) ?? ".", configuration["Telephony:SbcConfig"] ?? "sbc-config"));
        var sentences = mistakes.Select(static m => m.Sentence).ToList();
        var trunks = Directory.Exists(folder) ? SbcConfigLoader.Load(folder) : null;
        if (trunks is not null) sentences.AddRange(trunks.Mistakes.Select(static m => m.Sentence));
        if (settings is not null) sentences.AddRange(new MediaOptions { Ports = settings.MediaPorts, Addresses = settings.MediaAddresses }.Validate(OpenFileLimit.Read()));
        foreach (var sentence in sentences) output.WriteLine(sentence);
        if (sentences.Count > 0)
        {
            output.WriteLine(sentences.Count == 1 ? "1 mistake." : $"{sentences.Count} mistakes.");
            return ExitCodes.BadSettings;
        }
        output.WriteLine($"All is well: {settings!.Listen.Count} listeners, {trunks!.Catalogue!.Trunks.Count} trunks, {trunks.Catalogue.Routes.Count} routes.");   // no mistakes: both are there
        return ExitCodes.Good;
    }
}
