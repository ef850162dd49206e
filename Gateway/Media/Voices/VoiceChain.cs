using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Telephony.Media.Prompts;

namespace Telephony.Media.Voices;

/// <summary>
/// Voices in order: the first that speaks a text is heard, and what it said is kept by a hash of all that it depends on. A text that is wrong in itself (<see cref="PromptFault.BadText"/>) is not tried with the next one.
/// </summary>
public sealed class VoiceChain : IVoice
{
    private readonly IReadOnlyList<IVoice> _voices;
    private readonly ILogger _log;
    private readonly ClipCache _cache;
    private readonly InFlight<VoiceOutcome> _speaking = new();

    /// <param name="voices">One or more.</param>
    /// <param name="cacheBytes">Of sound kept.</param>
    public VoiceChain(IReadOnlyList<IVoice> voices, ILogger log, long cacheBytes = 64 << 20)
    {
        if (voices.Count == 0) throw new ArgumentException("There has to be a voice.", nameof(voices));
        (_voices, _log, _cache) = (voices, log, new ClipCache(cacheBytes));
    }

    public string Name => _voices[0].Name;

    public long CachedBytes => _cache.SizeBytes;

    public async Task<VoiceOutcome> SpeakAsync(SpeechText text, CancellationToken cancel)
    {
        var key = Key(text);
        if (_cache.Find(key) is { } known) return new VoiceOutcome.Spoken(known.Clip);
        return await _speaking.JoinAsync(key, () => TryEachAsync(key, text), cancel).ConfigureAwait(false);
    }

    private async Task<VoiceOutcome> TryEachAsync(string key, SpeechText text)
    {
        PromptRejection? first = null;
        for (var i = 0; i < _voices.Count; i++)
        {
            var outcome = await _voices[i].SpeakAsync(text, CancellationToken.None).ConfigureAwait(false);
            if (outcome is VoiceOutcome.Spoken spoken)
            {
                // What a stand-in said is said again by the first voice as soon as that is well.
                if (i == 0) _cache.Put(key, new CachedClip(spoken.Clip, null, null, DateTimeOffset.MaxValue));
                return spoken;
            }
            var why = ((VoiceOutcome.Failed)outcome).Why;
            first ??= why;
            if (why.Fault == PromptFault.BadText) break;
            if (i + 1 < _voices.Count) _log.StandsIn(_voices[i].Name, why.Sentence, _voices[i + 1].Name);
        }
        return new VoiceOutcome.Failed(first!);           // at least one voice was asked
    }

    private static string Key(SpeechText text) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{text.IsSsml}\0{text.Language}\0{text.Voice}\0{text.Speed}\0{text.Words}"))));
}
