using Telephony.Audio.Files;
using Telephony.Audio.Sources;
using Telephony.Audio.Tones;
using Telephony.Media.Fetching;
using Telephony.Media.Voices;

namespace Telephony.Media.Prompts;

/// <summary>
/// Makes prompts ready to be played: fetches and decodes files, has texts spoken, makes tones. What was made is kept, within a bound, and asked for again by its ETag; who asks for the same at the same time waits for
/// the same work. Everything is done before the first sample is due, so that a mistake is an answer and not a gap. Any thread.
/// </summary>
public sealed class PromptLibrary(FileFetcher fetcher, SoundDecoder decoder, IVoice voice, FetchOptions options, TimeProvider clock)
{
    private const int Rate = 16_000;
    private static readonly TimeSpan MostSound = TimeSpan.FromMinutes(10);

    private readonly ClipCache _cache = new(options.CacheBytes);
    private readonly InFlight<PromptOutcome> _files = new();

    /// <summary>Octets of clips kept.</summary>
    public long CachedBytes => _cache.SizeBytes;

    /// <exception cref="OperationCanceledException">The token was cancelled; work that others wait for goes on.</exception>
    public async Task<PromptOutcome> PrepareAsync(Prompt prompt, CancellationToken cancel) => prompt switch
    {
        Prompt.File file => await _files.JoinAsync(file.Location.ToString(), () => FileAsync(file.Location), cancel).ConfigureAwait(false),
        Prompt.LocalFile file => await LocalAsync(file.Path, cancel).ConfigureAwait(false),
        Prompt.Text text => Of(await voice.SpeakAsync(new SpeechText(text.Words, IsSsml: false, text.Language, text.Voice), cancel).ConfigureAwait(false)),
        Prompt.Ssml ssml => Of(await voice.SpeakAsync(new SpeechText(ssml.Document, IsSsml: true), cancel).ConfigureAwait(false)),
        Prompt.Sound sound => Bounded(sound.Duration, () => new PcmClip(ToneGenerator.Make(sound.Tone, sound.Duration, Rate), Rate)),
        Prompt.Pause pause => Bounded(pause.Duration, () => new PcmClip(new short[(int)(pause.Duration.TotalSeconds * 8000)], 8000)),
        Prompt.Digits digits => Keys(digits.Keys),
        _ => throw new ArgumentOutOfRangeException(nameof(prompt)),
    };

    /// <summary>All of them, in order; the first failure is the answer.</summary>
    public async Task<(IReadOnlyList<PcmClip> Clips, PromptRejection? Why)> PrepareAllAsync(IReadOnlyList<Prompt> prompts, CancellationToken cancel)
    {
        var clips = new List<PcmClip>(prompts.Count);
        foreach (var made in await Task.WhenAll(prompts.Select(prompt => PrepareAsync(prompt, cancel))).ConfigureAwait(false))
        {
            if (made is PromptOutcome.Failed failed) return ([], failed.Why);
            clips.Add(((PromptOutcome.Ready)made).Clip);
        }
        return (clips, null);
    }

    private async Task<PromptOutcome> FileAsync(Uri location)
    {
        var key = location.ToString();
        var cached = _cache.Find(key);
        var now = clock.GetUtcNow();
        if (cached is not null && cached.FreshUntil > now) return new PromptOutcome.Ready(cached.Clip);
        switch (await fetcher.FetchAsync(location, cached?.Tag, cached?.Changed, CancellationToken.None).ConfigureAwait(false))
        {
            case FetchOutcome.NotModified same when cached is not null:
                _cache.Put(key, cached with { FreshUntil = now + (same.FreshFor ?? options.FreshFor) });
                return new PromptOutcome.Ready(cached.Clip);
            case FetchOutcome.Got got:
                var (clip, why) = await decoder.DecodeAsync(got.Body, CancellationToken.None).ConfigureAwait(false);
                if (clip is null) return new PromptOutcome.Failed(why! with { Sentence = $"{location.Host} delivered a file of the type '{got.ContentType}'. {why.Sentence}" });       // a clip or a reason
                _cache.Put(key, new CachedClip(clip, got.Tag, got.LastModified, now + (got.FreshFor ?? options.FreshFor)));
                return new PromptOutcome.Ready(clip);
            case FetchOutcome.Failed failed:
                return new PromptOutcome.Failed(failed.Why);
            default:
                return new PromptOutcome.Failed(new(PromptFault.RefusedByServer, $"{location.Host} answered 304 to a request without condition.", 304));
        }
    }

    private async Task<PromptOutcome> LocalAsync(string path, CancellationToken cancel)
    {
        try
        {
            if (new FileInfo(path).Length > WavReader.MaxDataBytes) return new PromptOutcome.Failed(new(PromptFault.TooBig, $"The file {path} is larger than {WavReader.MaxDataBytes} octets."));
            var (clip, why) = await decoder.DecodeAsync(await File.ReadAllBytesAsync(path, cancel).ConfigureAwait(false), cancel).ConfigureAwait(false);
            return clip is not null ? new PromptOutcome.Ready(clip) : new PromptOutcome.Failed(why! with { Sentence = $"{path}: {why.Sentence}" });                                    // a clip or a reason
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new PromptOutcome.Failed(new(PromptFault.Unreachable, $"The file {path} cannot be read: {e.Message}"));
        }
    }

    private static PromptOutcome Keys(string keys)
    {
        if (keys.Length > 256) return new PromptOutcome.Failed(new(PromptFault.TooLong, $"There are {keys.Length} digits: at most 256 are sent at once."));
        if (!DigitsSource.TryCreate(keys, 8000, out var source, out var why)) return new PromptOutcome.Failed(new(PromptFault.BadText, why));
        var samples = new List<short>();
        var block = new short[800];
        for (int length; (length = source!.Read(block)) > 0;) samples.AddRange(block.AsSpan(0, length));       // TryCreate said that there is one
        return new PromptOutcome.Ready(new PcmClip([.. samples], 8000));
    }

    private static PromptOutcome Bounded(TimeSpan duration, Func<PcmClip> make) => duration > MostSound || duration < TimeSpan.Zero
        ? new PromptOutcome.Failed(new(PromptFault.TooLong, $"A tone or a pause lasts at most {MostSound.TotalMinutes:0} minutes, not {duration.TotalSeconds:0.#} s."))
        : new PromptOutcome.Ready(make());

    private static PromptOutcome Of(VoiceOutcome spoken) => spoken switch
    {
        VoiceOutcome.Spoken clip => new PromptOutcome.Ready(clip.Clip),
        VoiceOutcome.Failed failed => new PromptOutcome.Failed(failed.Why),
        _ => throw new ArgumentOutOfRangeException(nameof(spoken)),
    };
}
