using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Telephony.Media.Processes;
using Telephony.Media.Voices;

namespace Telephony.Interop.Flows;

/// <summary>A prompt as the gateway's voice speaks it, in pieces of a quarter of a second; those that are nearly silent are left out.</summary>
internal sealed class SpokenPrompt
{
    public const int Piece = HeardSound.Rate / 4;

    /// <summary>The part of its pieces that must be found.</summary>
    public const double Enough = 0.6;

    private static readonly EspeakVoice s_voice = new(new ChildPrograms(TimeProvider.System), new EspeakOptions());
    private static readonly ConcurrentDictionary<string, Lazy<Task<SpokenPrompt>>> s_spoken = new(StringComparer.Ordinal);

    private readonly short[] _samples;

    public SpokenPrompt(short[] samples)
    {
        _samples = samples;
        Pieces = [.. Enumerable.Range(0, samples.Length / Piece).Select(i => Array.ConvertAll(samples[(i * Piece)..((i + 1) * Piece)], static sample => (float)sample)).Where(static piece => TensorPrimitives.Norm<float>(piece) > 200 * MathF.Sqrt(Piece))];
    }

    public IReadOnlyList<float[]> Pieces { get; }

    /// <summary>In samples.</summary>
    public int Length => _samples.Length;

    /// <summary>The first second and a half.</summary>
    public SpokenPrompt Beginning => new(_samples[..Math.Min(_samples.Length, HeardSound.Rate * 3 / 2)]);

    /// <summary>Spoken once for all who ask.</summary>
    public static Task<SpokenPrompt> OfAsync(string text) => s_spoken.GetOrAdd(text, static text => new Lazy<Task<SpokenPrompt>>(() => SpeakAsync(text))).Value;

    /// <returns>Where most of it ends, and what part of its pieces was found there, in their order.</returns>
    public (int At, double Share) Find(HeardSound heard, int from)
    {
        var (at, found) = (from, 0);
        foreach (var piece in Pieces)
        {
            var until = found == 0 ? heard.Length : Math.Min(heard.Length, at + (2 * HeardSound.Rate));   // the rest follows at once
            var place = heard.Place(at, until, piece);
            if (place < 0) continue;
            (at, found) = (place + Piece, found + 1);
        }
        return (at, Pieces.Count == 0 ? 0 : found / (double)Pieces.Count);
    }

    private static async Task<SpokenPrompt> SpeakAsync(string text) => await s_voice.SpeakAsync(new SpeechText(text, Language: "en-US"), CancellationToken.None) switch
    {
        VoiceOutcome.Spoken spoken => new SpokenPrompt(spoken.Clip.At(16_000).At(HeardSound.Rate).Samples.ToArray()),
        VoiceOutcome.Failed failed => throw new InvalidOperationException(failed.Why.Sentence),
        var other => throw new InvalidOperationException($"{other} is no outcome that is known here."),
    };
}
