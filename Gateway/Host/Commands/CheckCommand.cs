using Telephony.Audio.Codecs;
using Telephony.Domain.Stores;
using Telephony.Host.Certificates;
using Telephony.Host.Settings;
using Telephony.Host.Web;
using Telephony.Rtp.Media;
using Telephony.Rtp.Ports;
using Telephony.SipTrunk.Loading;

namespace Telephony.Host.Commands;

/// <summary><c>telephony check</c>: every setting, trunk and route, of files and of the API, all mistakes at once. Nothing is started and nothing written.</summary>
internal static class CheckCommand
{
    public static async Task<int> RunAsync(string? config, TextWriter output, CancellationToken cancellation)
    {
        if (SettingsSource.Open(config, out var broken) is not { } source)
        {
            output.WriteLine(broken);
            return ExitCodes.BadSettings;
        }
        var settings = SettingsReader.Read(source, out var mistakes, out var folder);
        var sentences = mistakes.Select(static m => m.Sentence).ToList();
        var trunks = Directory.Exists(folder) ? SbcConfigLoader.Load(folder) : null;
        if (trunks is { Mistakes.Count: > 0 }) sentences.AddRange(CommandSettings.Sentences(trunks.Mistakes, folder).Split(Environment.NewLine));
        if (settings is not null) sentences.AddRange(Parts(settings));
        foreach (var sentence in sentences) output.WriteLine(sentence);
        if (sentences.Count > 0)
        {
            output.WriteLine(sentences.Count == 1 ? "1 mistake." : $"{sentences.Count} mistakes.");
            return ExitCodes.BadSettings;
        }
        foreach (var lack in AudioCodecs.Missing) output.WriteLine($"Note: {lack} Until then it is relayed, but neither converted nor played.");
        var files = trunks!.Catalogue!;   // no mistakes: both are there
        var whole = files;
        try
        {
            whole = await WholeCatalogue.AsItIsAsync(files, settings!, output, cancellation).ConfigureAwait(false);
        }
        catch (StorageException unreachable)
        {
            output.WriteLine($"Note: what resources have set by the API was not looked at: {unreachable.Message}");
        }
        var (more, ways) = (whole.Trunks.Count - files.Trunks.Count, whole.Routes.Count - files.Routes.Count);
        output.WriteLine($"All is well: {settings!.Listen.Count} listeners, {files.Trunks.Count} trunks, {files.Routes.Count} routes{(more + ways > 0 ? $"; by the API {more} trunks and {ways} routes more" : "")}.");
        return ExitCodes.Good;
    }

    // What single values do not show: the open-file limit against the port range, a certificate against its key.
    private static IEnumerable<string> Parts(GatewaySettings settings)
    {
        foreach (var sentence in new MediaOptions { Ports = settings.MediaPorts, Addresses = settings.MediaAddresses }.Validate(OpenFileLimit.Read())) yield return sentence;
        var certificates = "";
        try
        {
            _ = CertificateStore.Open(settings, TimeProvider.System);
        }
        catch (InvalidOperationException broken)
        {
            certificates = broken.Message;
        }
        if (certificates.Length > 0) yield return certificates;
        if (WebListeners.Mistake(settings) is { } urls) yield return urls;
    }
}
