using Telephony.Audio.Files;
using Telephony.Audio.Sources;
using Telephony.Media.Processes;
using Telephony.Media.Prompts;
using Telephony.Media.Voices;

namespace Telephony.TestCalls.Phones;

/// <summary>How a test phone speaks: English by flite where it is installed, which recognisers understand as they do people; else by the gateway's own embedded voice, which they understand badly.</summary>
public sealed class CallerVoice(ChildPrograms programs, IVoice otherwise) : IVoice
{
    private const string Program = "flite";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    public string Name => ChildPrograms.Find(Program) is null ? otherwise.Name : Program;

    public async Task<VoiceOutcome> SpeakAsync(SpeechText text, CancellationToken cancel)
    {
        var isEnglish = text.Language?.StartsWith("en", StringComparison.OrdinalIgnoreCase) != false;
        if (text.IsSsml || !isEnglish || ChildPrograms.Find(Program) is null) return await otherwise.SpeakAsync(text, cancel).ConfigureAwait(false);
        var folder = Directory.CreateTempSubdirectory("telephony-words-");
        try
        {
            var file = Path.Combine(folder.FullName, "words.wav");
            var run = new ChildRun(Program, ["-voice", "slt", "-t", text.Words, "-o", file]) { TimeLimit = s_limit };
            return await programs.RunAsync(run, cancel).ConfigureAwait(false) is ChildOutcome.Ended { ExitCode: 0 } && WavReader.TryReadMono(await File.ReadAllBytesAsync(file, cancel).ConfigureAwait(false), out var samples, out var rate, out _)
                ? new VoiceOutcome.Spoken(new PcmClip(samples, rate))
                : new VoiceOutcome.Failed(new PromptRejection(PromptFault.VoiceFailed, "flite made no sound of the text."));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
