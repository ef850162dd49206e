using Telephony.Audio.Sources;
using Telephony.Automation.Connections;
using Telephony.Automation.Reception;
using Telephony.Calls.Steering;
using Telephony.Media.Recognition;

namespace Telephony.Automation.Streams;

/// <summary>
/// What one phone says, understood utterance by utterance, one after the other. Four may wait for the recogniser; the oldest gives way. Call loop, but for <see cref="Hear"/>, which is the media worker's.
/// <code>
///   phone ─► frames ─► utterances ─► loop ─► recogniser ─► loop ─► final
///                 └─ every 1.5 s of one ─► loop ─► recogniser, if it is idle ─► intermediate
/// </code>
/// </summary>
internal sealed class TranscribedVoice : IFrameSink
{
    private const int MostWaiting = 4;
    private const int IntermediateFrames = 1500 / SteeredSound.FrameMilliseconds;

    private static readonly UtteranceOptions s_options = new() { InitialSilence = TimeSpan.FromDays(1), MaxLength = TimeSpan.FromSeconds(15) };
    private static readonly short[] s_silence = new short[SteeredSound.FrameSamples];

    private readonly Transcription _transcription;
    private readonly Participant _party;
    private readonly AutomationDesk _desk;
    private readonly UtteranceCollector _collector = new(SteeredSound.SampleRate, s_options);
    private readonly Queue<Utterance> _waiting = [];
    private int _speaking;          // frames of this utterance; the worker's
    private bool _busy;
    private bool _stopped;

    public TranscribedVoice(Transcription transcription, Participant party, AutomationDesk desk)
    {
        (_transcription, _party, _desk) = (transcription, party, desk);
        party.AddTap(this);
    }

    /// <summary>Nothing more is understood of it.</summary>
    public void Stop()
    {
        _stopped = true;
        _party.RemoveTap(this);
    }

    public void Hear(ReadOnlySpan<short> frame)
    {
        switch (_collector.Process(_party.Seat.IsSilent ? s_silence : frame))
        {
            case UtteranceState.Complete:
                Post(isFinal: true);
                _collector.Again();
                _speaking = 0;
                break;
            case UtteranceState.Started or UtteranceState.Speaking when ++_speaking % IntermediateFrames == 0 && _transcription.WithIntermediate:
                Post(isFinal: false);
                break;
            default:
                break;
        }
    }

    private void Post(bool isFinal)
    {
        var utterance = new Utterance(_collector.Take(), _desk.Clock.GetElapsedTime(_transcription.BeganAt), isFinal);
        _desk.Loop.Post(static state => { var (voice, said) = ((TranscribedVoice, Utterance))state!; voice.OnSaid(said); }, (this, utterance));
    }

    private void OnSaid(Utterance said)
    {
        if (_stopped || (_busy && !said.IsFinal)) return;
        if (_waiting.Count == MostWaiting) _waiting.Dequeue();
        _waiting.Enqueue(said);
        Next();
    }

    private void Next()
    {
        if (_stopped || _busy || !_waiting.TryDequeue(out var said)) return;
        _busy = true;
        var narrow = _party.Call is { CodecRate: 8000 };   // a recogniser knows better what to do with the telephone's band than a resampler
        _ = _desk.Track(UnderstandAsync(said, narrow, new RecognitionTask([], _transcription.Locale)));
    }

    private async Task UnderstandAsync(Utterance said, bool narrow, RecognitionTask task)
    {
        RecognitionOutcome outcome;
        try
        {
            await Task.Yield();   // resampling is not the loop's
            outcome = await _desk.Recogniser!.RecogniseAsync(narrow ? said.Sound.At(8000) : said.Sound, task, _desk.Stopping).ConfigureAwait(false);   // without one nothing is transcribed
        }
        catch (OperationCanceledException)
        {
            return;
        }
        _desk.Loop.Post(static state => { var (voice, of, heard) = ((TranscribedVoice, Utterance, RecognitionOutcome))state!; voice.OnOutcome(of, heard); }, (this, said, outcome));
    }

    private void OnOutcome(Utterance said, RecognitionOutcome outcome)
    {
        _busy = false;
        if (_stopped) return;
        if (outcome is RecognitionOutcome.Failed failed)
        {
            _transcription.Give(failed.Why);
            return;
        }
        if (outcome is RecognitionOutcome.Heard heard)
        {
            var offset = said.EndsAt > said.Sound.Duration ? said.EndsAt - said.Sound.Duration : TimeSpan.Zero;
            _transcription.Add(_party, heard.Words, heard.Confidence ?? 0, offset, said.Sound.Duration, said.IsFinal);
        }
        Next();
    }

    /// <param name="EndsAt">From the beginning of the transcription.</param>
    private sealed record Utterance(PcmClip Sound, TimeSpan EndsAt, bool IsFinal);
}
