using Telephony.Audio.Sources;
using Telephony.Calls.Steering;
using Telephony.Media.Recognition;
using Telephony.Net.Loops;

namespace Telephony.Automation.Media;

/// <summary>
/// Listens to one phone for one utterance, beside the mix. The media worker brings frames; what it has to say is told on the call's loop.
/// </summary>
/// <param name="onBegan">Somebody speaks.</param>
/// <param name="onDone">And has ended; what was said, at 16 kHz.</param>
public sealed class SpeechTap(IEventLoop loop, TimeSpan endSilence, Action onBegan, Action<PcmClip> onDone) : IFrameSink
{
    /// <summary>The first word is awaited by a timer of the loop, which goes on when the phone sends nothing at all.</summary>
    private readonly UtteranceCollector _collector = new(SteeredSound.SampleRate, new UtteranceOptions { InitialSilence = TimeSpan.FromDays(1), EndSilence = endSilence });

    private bool _over;

    public void Hear(ReadOnlySpan<short> frame)
    {
        if (_over) return;
        switch (_collector.Process(frame))
        {
            case UtteranceState.Started:
                loop.Post(static began => ((Action)began!)(), onBegan);
                break;
            case UtteranceState.Complete:
                _over = true;
                loop.Post(static state => { var (done, said) = ((Action<PcmClip>, PcmClip))state!; done(said); }, (onDone, _collector.Take()));
                break;
            default:
                break;
        }
    }
}
