using Telephony.Audio.Sources;
using Telephony.Automation.Media;
using Telephony.Ivr.Flows.Engine;
using Telephony.Media.Recognition;

namespace Telephony.FlowRunner.Calls;

/// <summary>
/// Listens to the caller for a node, one utterance after the other, until it is stopped. That somebody speaks is told at once, what was said when it is understood, which happens beside the call; meanwhile nobody is
/// heard. Call loop only.
/// </summary>
internal sealed class SpeechEar(FlowCall owner, FlowAction.Listen wanted, IRecogniser recogniser)
{
    private static readonly TimeSpan s_endSilence = TimeSpan.FromMilliseconds(800);

    private readonly RecognitionTask _task = new(wanted.Free ? [] : [.. wanted.Phrases.Distinct(StringComparer.OrdinalIgnoreCase).Select(static phrase => new Choice(phrase, [phrase]))], wanted.Language) { Hints = wanted.Free ? wanted.Phrases : [] };
    private SpeechTap? _tap;
    private bool _over;

    public int Act => wanted.Act;

    public void Begin()
    {
        if (_over) return;
        _tap = new SpeechTap(owner.Call.Loop, s_endSilence, OnBegan, OnSaid);
        owner.AddTap(_tap);
    }

    public void Stop()
    {
        _over = true;
        Rest();
    }

    private void Rest()
    {
        if (_tap is not null) owner.RemoveTap(_tap);
        _tap = null;
    }

    private void OnBegan()
    {
        if (!_over) owner.On(new FlowEvent.SpeechBegan(Act));
    }

    private void OnSaid(PcmClip said)
    {
        if (_over) return;
        Rest();
        // A recogniser knows better what to do with the telephone's band than a resampler.
        owner.Desk.Track(UnderstandAsync(owner.Call.CodecRate == 8000 ? said.At(8000) : said));
    }

    private async Task UnderstandAsync(PcmClip said)
    {
        RecognitionOutcome outcome;
        try
        {
            outcome = await recogniser.RecogniseAsync(said, _task, owner.Desk.Stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        owner.Call.Loop.Post(static state => { var (ear, became) = ((SpeechEar, RecognitionOutcome))state!; ear.OnOutcome(became); }, (this, outcome));
    }

    private void OnOutcome(RecognitionOutcome outcome)
    {
        if (_over) return;
        if (outcome is RecognitionOutcome.Failed failed)
        {
            owner.EarBroke(this, failed.Why);
            return;
        }
        Begin();   // who was not understood says it again
        owner.On(outcome is RecognitionOutcome.Heard heard ? new FlowEvent.SpeechHeard(Act, heard.Phrase ?? heard.Words, heard.Confidence ?? 1) : new FlowEvent.SpeechHeard(Act, "", 0));
    }
}
