using System.Globalization;
using System.Text;
using Telephony.Audio.Files;
using Telephony.Audio.Sources;
using Telephony.Media.Processes;
using Telephony.Media.Prompts;

namespace Telephony.Media.Voices;

/// <summary>
/// The embedded voice: espeak-ng as a child process (text on its standard input, WAV on its output), some hundred languages, no service. Of SSML it gets what <see cref="Ssml"/> keeps, so that no document makes it open a file.
/// </summary>
public sealed class EspeakVoice(ChildPrograms programs, EspeakOptions options) : IVoice
{
    private const int MaxCharacters = 20_000;
    private const int MaxBytes = 120 << 20;                // 45 minutes
    private const string Install = "Install espeak-ng (Debian: espeak-ng), or name a voice service in the settings.";

    private Dictionary<string, string>? _voices;           // of what BCP 47 has, in lower case, to espeak's own names; read once

    public string Name => "espeak-ng";

    public async Task<VoiceOutcome> SpeakAsync(SpeechText text, CancellationToken cancel)
    {
        var (input, language) = (text.Words, text.Language ?? Ssml.LanguageOf(text.Voice));
        if (text.IsSsml)
        {
            if (!Ssml.TryRead(text.Words, out var document, out var why)) return Failed(PromptFault.BadText, why);
            (input, language) = (document.Markup, document.Language ?? language);
        }
        if (string.IsNullOrWhiteSpace(input)) return Failed(PromptFault.BadText, "There are no words to speak.");
        if (input.Length > 2 * MaxCharacters) return Failed(PromptFault.BadText, $"The text has {input.Length} characters: at most {MaxCharacters} can be spoken.");
        if (await VoiceAsync(language ?? options.Language, cancel).ConfigureAwait(false) is not { } voice)
        {
            return ChildPrograms.Find(options.Program) is null
                ? Failed(PromptFault.NotInstalled, $"The embedded voice is not installed here. {Install}")
                : Failed(PromptFault.BadText, $"espeak-ng has no voice for the language '{language ?? options.Language}': 'espeak-ng --voices' lists those that there are.");
        }
        var speed = (int)(options.WordsPerMinute * Math.Clamp(text.Speed, 0.5, 2));
        List<string> arguments = ["-v", voice, "-s", speed.ToString(CultureInfo.InvariantCulture), "-b", "1", "--stdin", "--stdout"];
        if (text.IsSsml) arguments.Add("-m");
        var run = new ChildRun(options.Program, arguments) { Input = Encoding.UTF8.GetBytes(input), TimeLimit = options.TimeLimit, MaxOutputBytes = MaxBytes };
        return await programs.RunAsync(run, cancel).ConfigureAwait(false) switch
        {
            ChildOutcome.Ended ended when WavReader.TryReadMono(ended.Output, out var samples, out var rate, out _) => new VoiceOutcome.Spoken(new PcmClip(samples, rate)),
            ChildOutcome.Ended ended => Failed(PromptFault.VoiceFailed, $"espeak-ng made no sound of the text: {(ended.Complaint.Length > 0 ? ended.Complaint : $"it ended with {ended.ExitCode}")}"),
            ChildOutcome.NotInstalled => Failed(PromptFault.NotInstalled, $"The embedded voice is not installed here. {Install}"),
            ChildOutcome.TimedOut => Failed(PromptFault.TimedOut, $"espeak-ng did not speak the text within {options.TimeLimit.TotalSeconds:0} s."),
            _ => Failed(PromptFault.TooLong, "The text is longer than can be spoken at once."),
        };
    }

    /// <summary>espeak's name for a language: the one with the region, else the language's own, else any of the language. Null: it has none.</summary>
    private async Task<string?> VoiceAsync(string language, CancellationToken cancel)
    {
        var voices = Volatile.Read(ref _voices);
        if (voices is null)
        {
            if (await programs.RunAsync(new ChildRun(options.Program, ["--voices"]) { TimeLimit = options.TimeLimit }, cancel).ConfigureAwait(false) is not ChildOutcome.Ended { ExitCode: 0 } listed) return null;
            voices = Listed(Encoding.UTF8.GetString(listed.Output));
            Volatile.Write(ref _voices, voices);
        }
        return Match(voices, language);
    }

    internal static string? Match(Dictionary<string, string> voices, string language)
    {
        var wanted = language.ToLowerInvariant().Replace('_', '-');
        var alone = wanted.Split('-')[0] switch { "zh" => wanted == "zh-hk" ? "yue" : "cmn", "no" => "nb", var other => other };
        if (voices.TryGetValue(wanted, out var exact) || voices.TryGetValue($"{alone}-{alone}", out exact) || voices.TryGetValue(alone, out exact)) return exact;
        return voices.Where(voice => voice.Key.StartsWith(alone + "-", StringComparison.Ordinal)).OrderBy(static voice => voice.Key, StringComparer.Ordinal).Select(static voice => voice.Value).FirstOrDefault();
    }

    /// <summary>Lines of "Pty Language Age/Gender VoiceName File Other"; the second column is what -v takes.</summary>
    internal static Dictionary<string, string> Listed(string table)
    {
        var voices = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in table.Split('\n').Skip(1))
        {
            var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (columns.Length >= 4) voices.TryAdd(columns[1].ToLowerInvariant(), columns[1]);
        }
        return voices;
    }

    private static VoiceOutcome.Failed Failed(PromptFault fault, string sentence) => new(new PromptRejection(fault, sentence));
}
