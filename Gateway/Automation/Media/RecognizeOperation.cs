using System.Text.Json;
using Telephony.Audio.Sources;
using Telephony.Automation.Connections;
using Telephony.Automation.Rooms;
using Telephony.Media.Recognition;
using Telephony.Net.Loops;

namespace Telephony.Automation.Media;

/// <summary>Collects keys of one participant, or understands what it says, after a prompt or without: the shell of <see cref="RecognizeMachine"/>. Call loop only.</summary>
internal sealed class RecognizeOperation : MediaOperation
{
    private readonly RecognizeTerms _recognize;
    private readonly IReadOnlyList<PromptSource> _prompts;
    private readonly Participant _party;
    private readonly LoopTimer _timer;
    private readonly List<char> _tones = [];
    private RecognizePhase _phase;
    private PromptFetch? _fetch;
    private IReadOnlyList<ReadOnlyMemory<short>> _sounds = [];
    private Playback? _playback;
    private (int Index, PromptOutcome.Failed Why)? _failed;
    private RecognizeChoice? _chosen;
    private SpeechTap? _tap;
    private PcmClip? _said;
    private RecognitionOutcome.Heard? _heard;
    private string _recogniserSaid = "";
    private bool _stopped;

    public RecognizeOperation(CallConnection by, OperationTerms terms, RecognizeTerms recognize, IReadOnlyList<PromptSource> prompts, Participant party)
        : base(by, terms)
    {
        (_recognize, _prompts, _party) = (recognize, prompts, party);
        _timer = new LoopTimer(static self => ((RecognizeOperation)self!).Fire(RecognizeTrigger.TimerFired), this);
    }

    protected override string CancelledEvent => EventTypes.RecognizeCanceled;

    public override void Start()
    {
        if (!_party.IsConnected)
        {
            Fire(RecognizeTrigger.Gone);
            return;
        }
        if (_prompts.Count == 0)
        {
            Fire(RecognizeTrigger.PromptEnded);
            return;
        }
        _fetch = new PromptFetch(Conversation);
        _fetch.Begin(
            _prompts,
            sounds =>
            {
                _sounds = sounds;
                Fire(RecognizeTrigger.PromptReady);
            },
            (index, why) =>
            {
                _failed = (index, why);
                Fire(RecognizeTrigger.PromptFailed);
            });
    }

    public override bool OnDigit(Participant party, char digit)
    {
        if (!ReferenceEquals(party, _party) || !_recognize.HearsTones || _phase is RecognizePhase.Preparing or RecognizePhase.Over) return false;
        if (_phase == RecognizePhase.Prompting && !_recognize.InterruptPrompt) return true;
        if (_recognize.Input == RecognizeInput.Choices)
        {
            _chosen = _recognize.Choices.FirstOrDefault(choice => choice.Tone == digit);
            _tones.Add(digit);
            Fire(_chosen is null ? RecognizeTrigger.WrongTone : RecognizeTrigger.LastTone);
            return true;
        }
        _stopped = _recognize.StopTones.Contains(digit);
        if (!_stopped) _tones.Add(digit);
        Fire(_stopped || _tones.Count >= _recognize.MaxTones ? RecognizeTrigger.LastTone : RecognizeTrigger.Tone);
        return true;
    }

    public override void OnLeft(Participant party)
    {
        if (ReferenceEquals(party, _party)) Fire(RecognizeTrigger.Gone);
    }

    protected override void Stop() => Fire(RecognizeTrigger.Cancelled);

    private void Fire(RecognizeTrigger trigger)
    {
        var step = RecognizeMachine.On(_phase, trigger);
        _phase = step.Next;
        Perform(step.Effects);
    }

    private void Perform(RecognizeEffects effects)
    {
        var timers = Conversation.Desk.Loop.Timers;
        if (effects.HasFlag(RecognizeEffects.StopPrompt))
        {
            _fetch?.Cancel();
            if (_playback is not null) _party.Seat.Stop(_playback);
        }
        if (effects.HasFlag(RecognizeEffects.StopTimer)) timers.Cancel(_timer);
        if (effects.HasFlag(RecognizeEffects.Play)) Play();
        if (effects.HasFlag(RecognizeEffects.ArmInitial)) Await();
        if (effects.HasFlag(RecognizeEffects.ArmNext)) timers.Arm(_timer, _recognize.Gap);
        if (effects.HasFlag(RecognizeEffects.Understand) && _said is { } said) Understand(said);
        if (_phase is RecognizePhase.Collecting or RecognizePhase.Over or RecognizePhase.Understanding) StopListening();
        if (effects.HasFlag(RecognizeEffects.TellCompleted)) End(EventTypes.RecognizeCompleted, Completed, WriteResult);
        if (effects.HasFlag(RecognizeEffects.TellSilence)) End(EventTypes.RecognizeFailed, ResultInformation.InitialSilence);
        if (effects.HasFlag(RecognizeEffects.TellGap)) End(EventTypes.RecognizeFailed, ResultInformation.InterToneSilence);
        if (effects.HasFlag(RecognizeEffects.TellWrong)) End(EventTypes.RecognizeFailed, ResultInformation.WrongTone);
        if (effects.HasFlag(RecognizeEffects.TellNoMatch)) End(EventTypes.RecognizeFailed, _recognize.Input == RecognizeInput.Choices ? ResultInformation.NoChoice : ResultInformation.NotUnderstood);
        if (effects.HasFlag(RecognizeEffects.TellRecogniserFailed)) End(EventTypes.RecognizeFailed, ResultInformation.OfRecogniser(_recogniserSaid));
        if (effects.HasFlag(RecognizeEffects.TellGone)) End(EventTypes.RecognizeFailed, ResultInformation.ParticipantLeft);
        if (effects.HasFlag(RecognizeEffects.TellPromptFailed) && _failed is { } failed)
            End(EventTypes.RecognizeFailed, ResultInformation.OfPrompt(failed.Why), json => json.WriteNumber("failedPlaySourceIndex", failed.Index));
    }

    private ResultInformation Completed => this switch
    {
        { _heard: not null, _recognize.Input: RecognizeInput.Choices } => ResultInformation.SpeechMatched,
        { _heard: not null } => ResultInformation.Success,
        { _recognize.Input: RecognizeInput.Choices } => ResultInformation.ToneMatched,
        { _stopped: true } => ResultInformation.StopTone,
        _ => ResultInformation.MaxTones,
    };

    private void Play()
    {
        if (_recognize.InterruptPrompt) Listen();
        _playback = new Playback(_sounds, loops: false, Conversation.Desk.Loop, () => Fire(RecognizeTrigger.PromptEnded)) { IsForAll = true };
        _party.Seat.Play(_playback);
    }

    /// <summary>The prompt is over, or there was none.</summary>
    private void Await()
    {
        Conversation.Desk.Loop.Timers.Arm(_timer, _recognize.InitialSilence);
        Listen();
    }

    private void Listen()
    {
        if (_tap is not null || !_recognize.HearsSpeech) return;
        _tap = new SpeechTap(
            Conversation.Desk.Loop,
            _recognize.EndSilence,
            () => Fire(RecognizeTrigger.SpeechBegan),
            said =>
            {
                _said = said;
                Fire(RecognizeTrigger.SpeechEnded);
            });
        _party.AddTap(_tap);
    }

    private void StopListening()
    {
        if (_tap is not null) _party.RemoveTap(_tap);
        _tap = null;
    }

    private void Understand(PcmClip said)
    {
        var task = new RecognitionTask([.. _recognize.Choices.Where(static choice => choice.Phrases.Count > 0).Select(static choice => new Choice(choice.Label, choice.Phrases))], _recognize.Language);
        var narrow = _party.Call is { CodecRate: 8000 };   // a recogniser knows better what to do with the telephone's band than a resampler
        _ = Conversation.Desk.Track(UnderstandAsync(narrow ? said.At(8000) : said, task));
    }

    private async Task UnderstandAsync(PcmClip said, RecognitionTask task)
    {
        RecognitionOutcome outcome;
        try
        {
            outcome = await Conversation.Desk.Recogniser!.RecogniseAsync(said, task, Conversation.Desk.Stopping).ConfigureAwait(false);   // without one nothing listens
        }
        catch (OperationCanceledException)
        {
            return;
        }
        Conversation.Desk.Loop.Post(static state => { var (operation, heard) = ((RecognizeOperation, RecognitionOutcome))state!; operation.OnOutcome(heard); }, (this, outcome));
    }

    private void OnOutcome(RecognitionOutcome outcome)
    {
        if (_phase != RecognizePhase.Understanding) return;
        _heard = outcome as RecognitionOutcome.Heard;
        _recogniserSaid = (outcome as RecognitionOutcome.Failed)?.Why ?? "";
        Fire(outcome switch
        {
            RecognitionOutcome.Heard => RecognizeTrigger.Understood,
            RecognitionOutcome.NoMatch => RecognizeTrigger.NotUnderstood,
            _ => RecognizeTrigger.RecogniserFailed,
        });
    }

    private void WriteResult(Utf8JsonWriter json)
    {
        if (_heard is { } heard) RecognizeResult.WriteSpeech(json, heard, _recognize.Input == RecognizeInput.Choices);
        else if (_chosen is not null) RecognizeResult.WriteChoice(json, _chosen.Label);
        else RecognizeResult.WriteTones(json, _tones);
    }
}
