using System.Globalization;
using Telephony.Audio.Sources;
using Telephony.Domain.Records;
using Telephony.Media.Prompts;
using Telephony.Media.Recognition;
using Telephony.Media.Voices;
using Telephony.TestCalls.Listening;
using Telephony.TestCalls.Phones;

namespace Telephony.TestCalls.Scripts;

/// <summary>What became of a call of a script.</summary>
/// <param name="Failure">Null: it went as the script says. A sentence with the line.</param>
/// <param name="Transcript">What was done and heard, with the times of the call.</param>
/// <param name="Heard">All that was heard.</param>
public sealed record ScriptResult(ScriptCall Call, string? Failure, IReadOnlyList<string> Transcript, PcmClip Heard, TimeSpan Took);

/// <summary>Makes the calls of a script, one after the other. A call ends at its first failure, or with its last step.</summary>
/// <param name="theirs">Speaks as the gateway under test does.</param>
/// <param name="ours">Speaks for us.</param>
/// <param name="decoder">Reads sound files.</param>
/// <param name="folder">Where their names begin.</param>
public sealed class ScriptRun(TestPhone phone, IVoice theirs, IVoice ours, IRecogniser? recogniser, SoundDecoder decoder, string folder)
{
    private static readonly TimeSpan s_longestPrompt = TimeSpan.FromMinutes(2);

    public async Task<ScriptResult> RunAsync(ScriptCall script, CancellationToken cancellation)
    {
        var transcript = new List<string>();
        var call = await phone.DialAsync(script.To, script.From, script.Headers).ConfigureAwait(false);
        string? failure = null;
        try
        {
            Note($"calls {script.To}");
            var listener = new CallListener(call, [theirs, ours], recogniser);
            foreach (var step in script.Steps)
            {
                var (isGood, words) = await TakeAsync(call, listener, step, script.Language, cancellation).ConfigureAwait(false);
                Note($"{step.Text}{(words.Length > 0 ? $"   {words}" : "")}");
                if (isGood) continue;
                failure = $"Line {step.Line}: \"{step.Text}\": {words}";
                break;
            }
        }
        finally
        {
            if (call.End is null) await call.HangUpAsync().ConfigureAwait(false);
        }
        return new ScriptResult(script, failure, transcript, call.Ear.Between(TimeSpan.Zero, call.Ear.Heard), call.Age);

        void Note(string what) => transcript.Add(string.Create(CultureInfo.InvariantCulture, $"{call.Age.TotalSeconds,7:0.00} s  {what}"));
    }

    private async Task<(bool IsGood, string Words)> TakeAsync(TestCall call, CallListener listener, ScriptStep step, string? language, CancellationToken cancellation)
    {
        switch (step)
        {
            case ScriptStep.ExpectRinging ringing:
                for (var waited = TimeSpan.Zero; waited < ringing.Within && !call.HasRung && call.End is null; waited += TimeSpan.FromMilliseconds(50)) await Task.Delay(TimeSpan.FromMilliseconds(50), call.Clock, cancellation).ConfigureAwait(false);
                return (call.HasRung, call.HasRung ? "" : $"it does not ring{WhyOver(call)}");
            case ScriptStep.ExpectRefused refused:
                if (!await call.IsOverAsync(refused.Within, cancellation).ConfigureAwait(false)) return (false, call.IsAnswered ? "it was answered" : "nothing was said to it");
                var status = call.IsAnswered ? 0 : call.End!.SipStatus;   // it is over
                return (status > 0 && (refused.Status == 0 || refused.Status == status), call.IsAnswered ? "it was answered" : string.Create(CultureInfo.InvariantCulture, $"refused with {status}"));
            case ScriptStep.ExpectOver over:
                var ends = await call.IsOverAsync(over.Within, cancellation).ConfigureAwait(false);
                return (ends, ends ? "" : $"it is not over; {await listener.TellAsync(cancellation).ConfigureAwait(false)}");
            case ScriptStep.Wait wait:
                await Task.Delay(wait.Time, call.Clock, cancellation).ConfigureAwait(false);
                return (true, "");
            case ScriptStep.HangUp:
                if (call.End is null) await call.HangUpAsync().ConfigureAwait(false);
                return (true, "");
            default:
                if (!await call.IsAnsweredAsync(s_longestPrompt, cancellation).ConfigureAwait(false)) return (false, $"it was not answered{WhyOver(call)}");
                return await TalkAsync(call, listener, step, language, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Steps of a call that is answered.</summary>
    private async Task<(bool IsGood, string Words)> TalkAsync(TestCall call, CallListener listener, ScriptStep step, string? language, CancellationToken cancellation)
    {
        switch (step)
        {
            case ScriptStep.Press press:
                if (await ReadyAsync(call, listener, press.AtOnce, cancellation).ConfigureAwait(false) is { } gone) return (false, gone);
                await call.PressAsync(press.Keys, cancellation).ConfigureAwait(false);
                return (true, "");
            case ScriptStep.Say say:
                if (await ours.SpeakAsync(new SpeechText(say.Words, Language: language), cancellation).ConfigureAwait(false) is not VoiceOutcome.Spoken spoken) return (false, "there is no voice here that can say it: install espeak-ng, or play a file");
                if (await ReadyAsync(call, listener, say.AtOnce, cancellation).ConfigureAwait(false) is { } left) return (false, left);
                await call.SayAsync(spoken.Clip, cancellation).ConfigureAwait(false);
                return (true, "");
            case ScriptStep.Play play:
                var (sound, wrong) = await FileAsync(play.Path, cancellation).ConfigureAwait(false);
                if (sound is null) return (false, wrong);
                if (await ReadyAsync(call, listener, play.AtOnce, cancellation).ConfigureAwait(false) is { } away) return (false, away);
                await call.SayAsync(sound, cancellation).ConfigureAwait(false);
                return (true, "");
            case ScriptStep.ExpectFile file:
                var (known, why) = await FileAsync(file.Path, cancellation).ConfigureAwait(false);
                return known is null ? (false, why) : Of(await listener.HearsAsync(known, file.Within, cancellation).ConfigureAwait(false));
            case ScriptStep.ExpectWords words:
                return Of(await listener.HearsAsync(words.Words, language, words.Within, cancellation).ConfigureAwait(false));
            case ScriptStep.ExpectTone tone:
                return Of(await listener.HearsToneAsync(tone.FrequencyHz, tone.AtLeast, tone.Within, cancellation).ConfigureAwait(false));
            case ScriptStep.ExpectSilence silence:
                return Of(await listener.HearsNothingAsync(silence.AtLeast, silence.Within, cancellation).ConfigureAwait(false));
            case ScriptStep.ExpectKeys keys:
                return Of(await listener.HearsKeysAsync(keys.Keys, keys.Within, cancellation).ConfigureAwait(false));
            default:
                throw new ArgumentOutOfRangeException(nameof(step));
        }
    }

    /// <summary>Null: it may speak now.</summary>
    private static async Task<string?> ReadyAsync(TestCall call, CallListener listener, bool atOnce, CancellationToken cancellation)
    {
        if (atOnce) listener.Skip();
        else await listener.RestsAsync(s_longestPrompt, cancellation).ConfigureAwait(false);
        return call.End is null ? null : $"the call is over{WhyOver(call)}";
    }

    private async Task<(PcmClip? Sound, string Why)> FileAsync(string name, CancellationToken cancellation)
    {
        try
        {
            var (clip, why) = await decoder.DecodeAsync(await File.ReadAllBytesAsync(Path.Combine(folder, name), cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
            return (clip, why?.Sentence ?? "");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return (null, failure.Message);
        }
    }

    private static (bool IsGood, string Words) Of(Finding finding) => (finding.IsMet, finding.Words);

    private static string WhyOver(TestCall call) => call.End is { } end ? end.SipStatus > 0 ? string.Create(CultureInfo.InvariantCulture, $": {end.SipStatus}") : end.EndedBy == CallEndedBy.Callee ? ": the other side has hung up" : $": {end.Text}" : "";
}
