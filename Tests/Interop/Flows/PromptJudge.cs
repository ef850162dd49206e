using System.Numerics.Tensors;
using Telephony.Media.Processes;
using Telephony.Media.Voices;
using Telephony.Peers.Sounds;

namespace Telephony.Interop.Flows;

/// <summary>Finds prompts in a recording: each is spoken again by the same voice, and its sound looked for, quarter of a second by quarter of a second.</summary>
internal static class PromptJudge
{
    private const int Rate = 8000;
    private const int Piece = Rate / 4;

    private static readonly EspeakVoice s_voice = new(new ChildPrograms(TimeProvider.System), new EspeakOptions());

    /// <summary>Demands that the prompts were heard one after the other; of one that ends with "…" the beginning is enough: it was interrupted.</summary>
    public static async Task HeardAsync(WaveFile recording, string who, params string[] prompts)
    {
        var heard = Single(recording.At(Rate));
        var from = 0;
        foreach (var prompt in prompts)
        {
            var interrupted = prompt.EndsWith('…');
            var spoken = await SpokenAsync(prompt.TrimEnd('…'));
            var (at, share) = Find(heard, from, interrupted ? spoken[..Math.Min(spoken.Length, Rate * 3 / 2)] : spoken);
            if (share < 0.6) throw new NotHeardException($"{who} should have heard \"{prompt}\" behind second {from / (double)Rate:0.0} of {heard.Length / (double)Rate:0.0}; {share:P0} of it was found.");
            from = at;
        }
    }

    /// <summary>Demands that these samples, of 8000 a second, were heard.</summary>
    public static void Heard(WaveFile recording, string who, string what, short[] samples)
    {
        var (_, share) = Find(Single(recording.At(Rate)), 0, Single(samples));
        if (share < 0.6) throw new NotHeardException($"{who} should have heard {what}; {share:P0} of it was found.");
    }

    /// <summary>Demands that this was not heard.</summary>
    public static async Task NotHeardAsync(WaveFile recording, string who, string prompt)
    {
        var (at, share) = Find(Single(recording.At(Rate)), 0, await SpokenAsync(prompt));
        if (share >= 0.5) throw new NotHeardException($"{who} heard \"{prompt}\" at second {at / (double)Rate:0.0}.");
    }

    private static async Task<float[]> SpokenAsync(string prompt) => await s_voice.SpeakAsync(new SpeechText(prompt, Language: "en-US"), CancellationToken.None) switch
    {
        VoiceOutcome.Spoken spoken => Single(spoken.Clip.At(16_000).At(Rate).Samples.Span),
        VoiceOutcome.Failed failed => throw new InvalidOperationException(failed.Why.Sentence),
        var other => throw new InvalidOperationException($"{other} is no outcome that is known here."),
    };

    /// <returns>Where most of it ends, and what part of its loud pieces was found there, in their order.</returns>
    private static (int At, double Share) Find(float[] heard, int from, float[] prompt)
    {
        var pieces = Enumerable.Range(0, prompt.Length / Piece).Select(i => prompt.AsMemory(i * Piece, Piece)).Where(static piece => TensorPrimitives.Norm(piece.Span) > 200 * MathF.Sqrt(Piece)).ToList();
        var (at, found) = (from, 0);
        foreach (var piece in pieces)
        {
            var until = found == 0 ? heard.Length : Math.Min(heard.Length, at + (2 * Rate));   // the rest follows at once
            var place = Place(heard, at, until, piece.Span);
            if (place < 0) continue;
            (at, found) = (place + Piece, found + 1);
        }
        return (at, pieces.Count == 0 ? 0 : found / (double)pieces.Count);
    }

    private static int Place(float[] heard, int from, int until, ReadOnlySpan<float> piece)
    {
        var norm = TensorPrimitives.Norm(piece);
        for (var at = from; at + piece.Length <= until; at++)
        {
            var window = heard.AsSpan(at, piece.Length);
            var alike = TensorPrimitives.Dot(window, piece);
            if (alike > 0.85f * norm * TensorPrimitives.Norm(window)) return at;
        }
        return -1;
    }

    private static float[] Single(ReadOnlySpan<short> samples)
    {
        var single = new float[samples.Length];
        for (var i = 0; i < samples.Length; i++) single[i] = samples[i];
        return single;
    }
}
