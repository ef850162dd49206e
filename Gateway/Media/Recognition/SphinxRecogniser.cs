using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Telephony.Audio.Sources;
using Telephony.Media.Processes;

namespace Telephony.Media.Recognition;

/// <summary>
/// The embedded recogniser: pocketsphinx as a child process, fed by a pipe, so that its faults are not the gateway's. English. For choices it gets a grammar of them with a loop of phones beside it, and what fits the loop
/// better is no match; without choices it gets the language model of its package, which is good for short and plain sentences only.
/// </summary>
/// <remarks>
/// The model is made for 16 kHz. Audio of the telephone is brought there by writing each sample twice: the mirrored upper band, ugly to the ear, stands in for the consonants that the model expects there. Measured with
/// 20 phrases in mu-law: 17 right, against 10 with a proper resampler.
/// </remarks>
public sealed class SphinxRecogniser(ChildPrograms programs, SphinxOptions options) : IRecogniser
{
    private const int Rate = 16_000;
    private const string Install = "Install it with its model (Debian: pocketsphinx, pocketsphinx-en-us), or name a recognition service in the settings.";

    /// <summary>Price of each word: a choice of one or two words is cheaper than a loop of many phones. 1e-8 loses everything to the beam, 0.65 (the usual) everything to the loop.</summary>
    private const string WordPrice = "1e-4";

    private readonly Pronunciations _pronunciations = new(programs, options);

    public string Name => "pocketsphinx";

    public async Task<RecognitionOutcome> RecogniseAsync(PcmClip utterance, RecognitionTask task, CancellationToken cancel)
    {
        if (!task.Language.StartsWith("en", StringComparison.OrdinalIgnoreCase)) return new RecognitionOutcome.Failed($"The embedded recogniser understands English only, not {task.Language}: name a recognition service in the settings.");
        if (ChildPrograms.Find(options.Program) is null || !Directory.Exists(options.ModelFolder)) return new RecognitionOutcome.Failed($"The embedded recogniser is not installed here. {Install}");
        if (utterance.Samples.IsEmpty) return new RecognitionOutcome.NoMatch("");
        var folder = Directory.CreateTempSubdirectory("telephony-grammar-");
        try
        {
            List<string> arguments = ["-infile", "/dev/stdin", "-hmm", Path.Combine(options.ModelFolder, "en-us"), "-logfn", "/dev/null"];
            if (task.Choices.Count > 0)
            {
                var lines = await _pronunciations.OfAsync(ChoiceGrammar.Words(task.Choices), cancel).ConfigureAwait(false);
                if (ChoiceGrammar.Build(task.Choices, lines, task.IsStrict) is not { } grammar) return new RecognitionOutcome.Failed("None of the choices has words that can be pronounced: give phrases in English letters.");
                var (jsgf, dictionary) = (Path.Combine(folder.FullName, "choices.gram"), Path.Combine(folder.FullName, "choices.dict"));
                await File.WriteAllTextAsync(jsgf, grammar.Jsgf, cancel).ConfigureAwait(false);
                await File.WriteAllTextAsync(dictionary, grammar.Dictionary, cancel).ConfigureAwait(false);
                arguments.AddRange(["-jsgf", jsgf, "-dict", dictionary, "-wip", WordPrice]);
            }
            else
            {
                arguments.AddRange(["-lm", Path.Combine(options.ModelFolder, "en-us.lm.bin"), "-dict", Path.Combine(options.ModelFolder, "cmudict-en-us.dict")]);
            }
            var run = new ChildRun(options.Program, arguments) { Input = Samples(utterance), TimeLimit = options.TimeLimit, MaxOutputBytes = 64 * 1024 };
            return await programs.RunAsync(run, cancel).ConfigureAwait(false) switch
            {
                ChildOutcome.Ended { ExitCode: 0 } ended => Understand(Encoding.UTF8.GetString(ended.Output), task),
                ChildOutcome.Ended ended => new RecognitionOutcome.Failed(string.Create(CultureInfo.InvariantCulture, $"pocketsphinx ended with {ended.ExitCode}: {ended.Complaint}")),
                ChildOutcome.TimedOut => new RecognitionOutcome.Failed($"pocketsphinx did not answer within {options.TimeLimit.TotalSeconds:0} s."),
                ChildOutcome.NotInstalled => new RecognitionOutcome.Failed($"The embedded recogniser is not installed here. {Install}"),
                _ => new RecognitionOutcome.NoMatch(""),
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A line for each stretch of speech that it found.</summary>
    private static RecognitionOutcome Understand(string output, RecognitionTask task)
    {
        if (task.IsStrict && task.Choices.Count > 0) return UnderstandStrictly(output, task);
        var words = output.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Where(static word => !ChoiceGrammar.IsGarbage(word));
        var said = string.Join(' ', words);
        if (task.Choices.Count > 0) return ChoiceMatcher.Match(said, task.Choices);
        return said.Length > 0 ? new RecognitionOutcome.Heard(said) : new RecognitionOutcome.NoMatch("");
    }

    private static RecognitionOutcome UnderstandStrictly(string output, RecognitionTask task)
    {
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (ChoiceMatcher.Match(ChoiceGrammar.Whole(line), task.Choices) is RecognitionOutcome.Heard heard) return heard;
        }
        return new RecognitionOutcome.NoMatch(output.Trim());
    }

    /// <summary>16 kHz, with silence on both sides, which its own search for speech needs.</summary>
    private static byte[] Samples(PcmClip utterance)
    {
        var wide = utterance.SampleRate == 8000 ? Doubled(utterance.Samples.Span) : utterance.At(Rate).Samples.Span;
        var (before, behind) = (Rate * 3 / 10, Rate / 2);
        var samples = new short[before + wide.Length + behind];
        wide.CopyTo(samples.AsSpan(before));
        return MemoryMarshal.AsBytes(samples.AsSpan()).ToArray();
    }

    private static Span<short> Doubled(ReadOnlySpan<short> samples)
    {
        var doubled = new short[2 * samples.Length];
        for (var i = 0; i < samples.Length; i++) doubled[2 * i] = doubled[(2 * i) + 1] = samples[i];
        return doubled;
    }
}
