using System.Globalization;
using Telephony.Audio.Sources;
using Telephony.Media.Listening;
using Telephony.Media.Recognition;
using Telephony.Media.Voices;
using Telephony.TestCalls.Phones;

namespace Telephony.TestCalls.Listening;

/// <summary>
/// Says what was heard in a call: a text, a sound, a tone, silence, keys. It goes forward only: what met one expectation does not meet the next. One at a time.
/// </summary>
/// <param name="voices">Speak texts as the gateway under test does, or as we do ourselves, so that they are known when they are heard; none: texts are left to the recogniser.</param>
/// <param name="recogniser">Understands other voices; null: none.</param>
public sealed class CallListener(TestCall call, IReadOnlyList<IVoice> voices, IRecogniser? recogniser)
{
    /// <summary>Sounds that differ less are the same words of the same voice: of a voice in G.711, the same words differed by 0.01 to 0.11, those with one other word by 0.15 to 0.45 (but "fifty" and "fifteen" by 0.07), and other words by more.</summary>
    internal const float Same = 0.15f;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan s_nothing = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_tail = TimeSpan.FromSeconds(3);

    private int _keys;
    private bool _wasHeard;   // something that was expected, and nothing was said to it yet

    /// <summary>Up to here everything was used up.</summary>
    public TimeSpan Position { get; private set; }

    /// <summary>Hears a text: the voice that speaks it is known, or the recogniser understands it.</summary>
    /// <param name="texts">One of them is to be heard.</param>
    /// <param name="language">BCP 47; null: the voice's own.</param>
    public async Task<Finding> HearsAsync(IReadOnlyList<string> texts, string? language, TimeSpan within, CancellationToken cancellation)
    {
        var clips = new List<PcmClip>();
        foreach (var voice in voices)
        {
            foreach (var text in texts)
            {
                if (await voice.SpeakAsync(new SpeechText(text, Language: language), cancellation).ConfigureAwait(false) is VoiceOutcome.Spoken spoken) clips.Add(spoken.Clip);
            }
        }
        var (best, at) = (float.PositiveInfinity, -1);
        if (clips.Count == 0 || clips.Count < texts.Count * voices.Count) await WaitAsync(static () => false, within, cancellation).ConfigureAwait(false);   // what nobody here can say is understood, or not at all
        else (best, at) = await FindAsync(clips, within, cancellation).ConfigureAwait(false);
        if (at >= 0) return Met(Position, string.Create(CultureInfo.InvariantCulture, $"\"{texts[at % texts.Count]}\" was heard ({best:0.00})"));
        var heard = HeardSound.Of(call.Ear.Between(Position, call.Ear.Heard));
        try
        {
            if (recogniser is not null && await heard.SaidAsync(recogniser, texts, cancellation).ConfigureAwait(false) is { } said) return Met(call.Ear.Heard, $"\"{said}\" was understood");
        }
        catch (InvalidOperationException)
        {
            // Without a recogniser the voice alone decides, and has.
        }
        return Missed($"was not heard within {Seconds(within)}{(float.IsFinite(best) ? string.Create(CultureInfo.InvariantCulture, $" (nearest sound: {best:0.00}, the same is below {Same:0.00})") : "")}; {await TellAsync(heard, cancellation).ConfigureAwait(false)}");
    }

    /// <summary>Hears a sound that is known: a prompt from a file.</summary>
    public async Task<Finding> HearsAsync(PcmClip sound, TimeSpan within, CancellationToken cancellation)
    {
        var (best, at) = await FindAsync([sound], within, cancellation).ConfigureAwait(false);
        return at >= 0
            ? Met(Position, string.Create(CultureInfo.InvariantCulture, $"was heard ({best:0.00})"))
            : Missed(string.Create(CultureInfo.InvariantCulture, $"was not heard within {Seconds(within)} (nearest sound: {best:0.00}, the same is below {Same:0.00}); {Describe(HeardSound.Of(call.Ear.Between(Position, call.Ear.Heard)))}"));
    }

    /// <summary>Hears a tone.</summary>
    public async Task<Finding> HearsToneAsync(double frequencyHz, TimeSpan atLeast, TimeSpan within, CancellationToken cancellation)
    {
        HeardSound? heard = null;
        var until = TimeSpan.Zero;
        var met = await WaitAsync(
            () =>
            {
                var from = call.Ear.Heard - atLeast - s_tail is var tail && tail > Position ? tail : Position;
                heard = HeardSound.Of(call.Ear.Between(from, call.Ear.Heard));
                if (heard.Tones.FirstOrDefault(span => span.Duration >= atLeast && (Math.Abs(span.LowHz - frequencyHz) <= 15 || Math.Abs(span.HighHz - frequencyHz) <= 15)) is not { } tone) return false;
                until = from + tone.To;
                return true;
            },
            within,
            cancellation).ConfigureAwait(false);
        return met ? Met(until, $"{frequencyHz:0} Hz was heard") : Missed($"no tone of {frequencyHz:0} Hz was heard for {Seconds(atLeast)} within {Seconds(within)}; {Describe(heard ?? HeardSound.Of(PcmClip.Empty))}");
    }

    /// <summary>Hears nothing, for so long.</summary>
    public async Task<Finding> HearsNothingAsync(TimeSpan atLeast, TimeSpan within, CancellationToken cancellation)
    {
        var heard = new HeardShape(call.Ear, Position);
        var met = await WaitAsync(
            () =>
            {
                heard.Follow();
                return SoundShape.TimeOf(heard.LongestSilence.Length) >= atLeast;
            },
            within,
            cancellation).ConfigureAwait(false);
        return met ? Met(heard.TimeOf(heard.LongestSilence.End), $"{Seconds(atLeast)} of silence") : Missed($"it was not silent for {Seconds(atLeast)} within {Seconds(within)}, but {Seconds(SoundShape.TimeOf(heard.LongestSilence.Length))} at the most");
    }

    /// <summary>The other side presses keys.</summary>
    public async Task<Finding> HearsKeysAsync(string keys, TimeSpan within, CancellationToken cancellation)
    {
        var met = await WaitAsync(() => call.Keys.AsSpan(_keys).IndexOf(keys, StringComparison.Ordinal) >= 0, within, cancellation).ConfigureAwait(false);
        var pressed = call.Keys[_keys..];
        if (!met) return Missed($"the keys {keys} were not pressed within {Seconds(within)}, but: {(pressed.Length > 0 ? pressed : "none")}");
        _keys += pressed.IndexOf(keys, StringComparison.Ordinal) + keys.Length;
        return Met(call.Ear.Heard, $"{keys} was pressed");
    }

    /// <summary>Waits until the other side has said what it had to say, and uses it up. Who says nothing for ten seconds has nothing to say.</summary>
    public async Task RestsAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        var heard = new HeardShape(call.Ear, Position);
        await WaitAsync(
            () =>
            {
                heard.Follow();
                return SoundShape.TimeOf(heard.Rest) >= (heard.HasSound || _wasHeard ? s_rest : s_nothing);
            },
            atMost,
            cancellation).ConfigureAwait(false);
        Skip();
    }

    /// <summary>What was heard up to now does not count any more.</summary>
    public void Skip() => (Position, _keys, _wasHeard) = (call.Ear.Heard, call.Keys.Length, false);

    /// <summary>For people: what there was to be heard behind the last expectation.</summary>
    public Task<string> TellAsync(CancellationToken cancellation) => TellAsync(HeardSound.Of(call.Ear.Between(Position, call.Ear.Heard)), cancellation);

    private async Task<string> TellAsync(HeardSound heard, CancellationToken cancellation)
    {
        if (recogniser is null || heard.Spans.All(static span => span.Kind != HeardKind.Sound)) return Describe(heard);
        try
        {
            var words = await heard.TextAsync(recogniser, cancellation).ConfigureAwait(false);
            return words.Length > 0 ? $"what was heard is something like \"{words}\"" : Describe(heard);
        }
        catch (InvalidOperationException)
        {
            return Describe(heard);
        }
    }

    private static string Describe(HeardSound heard) => heard.Spans.Count == 0 ? "nothing was heard" : "heard: " + string.Join(", ", heard.Spans.TakeLast(8));

    /// <returns>The best score, and which of them it was; -1: none is near enough. The position is at its end then.</returns>
    private async Task<(float Best, int At)> FindAsync(IReadOnlyList<PcmClip> sounds, TimeSpan within, CancellationToken cancellation)
    {
        var heard = new HeardShape(call.Ear, Position);
        PhraseSearch[] searches = [.. sounds.Select(static sound => SoundShape.Of(sound.At(SoundShape.SampleRate).Samples.Span)).Where(static phrase => phrase.Count > 0).Select(static phrase => new PhraseSearch(phrase))];
        if (searches.Length < sounds.Count) return (float.PositiveInfinity, -1);   // silence is no phrase
        var at = -1;
        await WaitAsync(
            () =>
            {
                heard.Follow();
                foreach (var search in searches) search.Follow(heard.Shape);
                at = Array.FindIndex(searches, static search => search.Best < Same);
                return at >= 0 && searches[at].IsSettled;
            },
            within,
            cancellation).ConfigureAwait(false);
        if (at >= 0) Position = heard.TimeOf(searches[at].BestEnd);
        return (searches.Min(static search => search.Best), at);
    }

    /// <summary>Looks again and again; once more when the call is over.</summary>
    private async Task<bool> WaitAsync(Func<bool> met, TimeSpan within, CancellationToken cancellation)
    {
        var began = call.Clock.GetTimestamp();
        while (true)
        {
            var isLast = call.End is not null || call.Clock.GetElapsedTime(began) >= within;
            if (met()) return true;
            if (isLast) return false;
            await Task.Delay(s_look, call.Clock, cancellation).ConfigureAwait(false);
        }
    }

    private Finding Met(TimeSpan until, string words)
    {
        (Position, _wasHeard) = (until, true);
        return new Finding(true, until, words);
    }

    private Finding Missed(string words) => new(false, Position, words);

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.##} s");
}
