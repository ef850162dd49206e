using Telephony.Audio.Detection;
using Telephony.Audio.Files;
using Telephony.Audio.Sources;
using Telephony.Media.Recognition;

namespace Telephony.Media.Listening;

/// <summary>
/// What was heard in a recording: silence, tones, sound, keys, and whether certain words were said. For tests of call flows. Times are from the beginning, to some 20 ms.
/// </summary>
public sealed class HeardSound
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(0.6);
    private static readonly TimeSpan Around = TimeSpan.FromSeconds(0.2);          // the first and the last sounds of words are soft
    private static readonly TimeSpan LongestVowel = TimeSpan.FromSeconds(0.35);

    private readonly PcmClip _clip;

    private HeardSound(PcmClip clip, IReadOnlyList<HeardSpan> spans, IReadOnlyList<HeardDigit> digits) => (_clip, Spans, Digits) = (clip, spans, digits);

    /// <summary>All of it, one span behind the other.</summary>
    public IReadOnlyList<HeardSpan> Spans { get; }

    public IReadOnlyList<HeardDigit> Digits { get; }

    /// <summary>The keys as one word: "1234#".</summary>
    public string Keys => string.Concat(Digits.Select(static digit => digit.Digit));

    public TimeSpan Duration => _clip.Duration;

    public IEnumerable<HeardSpan> Tones => Spans.Where(static span => span.Kind == HeardKind.Tone);

    public IEnumerable<HeardSpan> Silences => Spans.Where(static span => span.Kind == HeardKind.Silence);

    /// <summary>The longest silence.</summary>
    public TimeSpan LongestSilence => Silences.Select(static span => span.Duration).DefaultIfEmpty().Max();

    /// <exception cref="InvalidDataException">It is no WAV file that can be read.</exception>
    public static HeardSound OfWav(ReadOnlySpan<byte> file) =>
        WavReader.TryReadMono(file, out var samples, out var rate, out var why) ? Of(new PcmClip(samples, rate)) : throw new InvalidDataException(why.Sentence);

    public static HeardSound Of(PcmClip clip)
    {
        var samples = clip.At(8000).Samples.Span;
        return new HeardSound(clip, FindSpans(samples), FindDigits(samples));
    }

    /// <summary>A part of it.</summary>
    public HeardSound Between(TimeSpan from, TimeSpan to) => Of(Part(from, to));

    /// <summary>Whether there is a tone of this frequency for at least so long.</summary>
    public bool HasTone(double frequencyHz, TimeSpan atLeast, double toleranceHz = 15) =>
        Tones.Any(span => span.Duration >= atLeast && (Math.Abs(span.LowHz - frequencyHz) <= toleranceHz || Math.Abs(span.HighHz - frequencyHz) <= toleranceHz));

    /// <summary>
    /// Which of these phrases was said, word by word, by a recogniser that knows them: what was expected, and whatever else it might have been. The whole recording is listened to, one utterance after another; null: none of them.
    /// </summary>
    public async Task<string?> SaidAsync(IRecogniser recogniser, IReadOnlyList<string> phrases, CancellationToken cancel)
    {
        var task = new RecognitionTask([.. phrases.Select(static phrase => new Choice(phrase, [phrase]))]) { IsStrict = true };
        foreach (var utterance in Utterances())
        {
            if (await UnderstandAsync(recogniser, utterance, task, cancel).ConfigureAwait(false) is { } heard) return heard.Label;
        }
        return null;
    }

    /// <summary>All that was said, as far as a recogniser can write it down.</summary>
    public async Task<string> TextAsync(IRecogniser recogniser, CancellationToken cancel)
    {
        var words = new List<string>();
        foreach (var utterance in Utterances())
        {
            if (await UnderstandAsync(recogniser, utterance, new RecognitionTask([]), cancel).ConfigureAwait(false) is { } heard) words.Add(heard.Words);
        }
        return string.Join(' ', words);
    }

    /// <exception cref="InvalidOperationException">The recogniser failed: that is no silence.</exception>
    private static async Task<RecognitionOutcome.Heard?> UnderstandAsync(IRecogniser recogniser, PcmClip utterance, RecognitionTask task, CancellationToken cancel) =>
        await recogniser.RecogniseAsync(utterance, task, cancel).ConfigureAwait(false) switch
        {
            RecognitionOutcome.Heard heard => heard,
            RecognitionOutcome.Failed failed => throw new InvalidOperationException(failed.Why),
            _ => null,
        };

    /// <summary>Stretches of sound between silences of 0.6 s and tones of 0.35 s: shorter ones are in voices too.</summary>
    private IEnumerable<PcmClip> Utterances()
    {
        TimeSpan? from = null;
        var to = TimeSpan.Zero;
        foreach (var span in Spans)
        {
            var parts = span.Kind switch { HeardKind.Silence => span.Duration >= LongestRest, HeardKind.Tone => span.Duration >= LongestVowel, _ => false };
            if (!parts)
            {
                if (span.Kind == HeardKind.Sound || (span.Kind == HeardKind.Tone && from is not null)) (from, to) = (from ?? span.From, span.To);
            }
            else if (from is { } begun)
            {
                yield return Part(begun - Around, to + Around);
                from = null;
            }
        }
        if (from is { } last) yield return Part(last - Around, to + Around);
    }

    private PcmClip Part(TimeSpan from, TimeSpan to)
    {
        var (first, last) = ((int)Math.Clamp(from.TotalSeconds * _clip.SampleRate, 0, _clip.Samples.Length), (int)Math.Clamp(to.TotalSeconds * _clip.SampleRate, 0, _clip.Samples.Length));
        return new PcmClip(_clip.Samples.Span[first..Math.Max(first, last)].ToArray(), _clip.SampleRate);
    }

    /// <summary>Runs of windows that are alike become spans; what is too short to be anything then goes to the span before it.</summary>
    private static List<HeardSpan> FindSpans(ReadOnlySpan<short> samples)
    {
        var windows = new HeardTone[(samples.Length / 128) + 2];
        var count = new ToneListener().Process(samples, windows);
        var runs = new List<HeardSpan>();
        for (var at = 0; at < count;)
        {
            var end = at + 1;
            while (end < count && windows[end].IsLike(windows[at], 20)) end++;
            Join(runs, Run(windows[at], at * ToneListener.Hop, end * ToneListener.Hop));
            at = end;
        }
        var spans = new List<HeardSpan>();
        foreach (var run in runs)
        {
            if (run.Duration < Shortest && spans.Count > 0) spans[^1] = spans[^1] with { To = run.To };
            else Join(spans, run);
        }
        return spans;
    }

    private static HeardSpan Run(in HeardTone heard, TimeSpan from, TimeSpan to)
    {
        if (heard.IsSilent) return new HeardSpan(HeardKind.Silence, from, to);
        // A voice sounds like one tone for a few windows; tones of machines last.
        return heard.IsTone && to - from >= Shortest ? new HeardSpan(HeardKind.Tone, from, to, heard.LowHz, heard.HighHz) : new HeardSpan(HeardKind.Sound, from, to);
    }

    private static void Join(List<HeardSpan> spans, HeardSpan next)
    {
        if (spans.Count > 0 && spans[^1].Kind == next.Kind && next.Kind != HeardKind.Tone) spans[^1] = spans[^1] with { To = next.To };
        else spans.Add(next);
    }

    private static List<HeardDigit> FindDigits(ReadOnlySpan<short> samples)
    {
        var detector = new DtmfDetector();
        var events = new DtmfEvent[16];
        var digits = new List<HeardDigit>();
        for (var at = 0; at < samples.Length; at += 160)
        {
            var count = detector.Process(samples.Slice(at, Math.Min(160, samples.Length - at)), events);
            for (var i = 0; i < count; i++)
            {
                if (!events[i].IsEnd) digits.Add(new HeardDigit(events[i].Digit, TimeSpan.FromSeconds(at / 8000.0) - events[i].Duration, TimeSpan.Zero));
                else if (digits.Count > 0) digits[^1] = digits[^1] with { Duration = events[i].Duration };
            }
        }
        return digits;
    }
}
