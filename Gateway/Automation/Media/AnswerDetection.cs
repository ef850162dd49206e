using Telephony.Audio.Detection;
using Telephony.Automation.Connections;
using Telephony.Calls.Steering;
using Telephony.Net.Loops;

namespace Telephony.Automation.Media;

/// <summary>
/// Tells a controller who answered: a person, a machine, a fax machine, the network; and of a machine, when it is ready to record. The service has no such thing, so the events are the gateway's own. Beside what is played and
/// recognised: it listens alone. Call loop, but for what the tap hears.
/// <code>
///   phone ─► tap, 16 kHz ─► classifier ─► Telephony.AnswerDetected ─► (of a machine) Telephony.MachineReady
/// </code>
/// </summary>
internal sealed class AnswerDetection(CallConnection by, OperationTerms terms, Participant party)
{
    private Tap? _tap;
    private bool _isTold;

    public bool IsOver { get; private set; }

    public void Begin()
    {
        _tap = new Tap(by.Conversation.Desk.Loop, this);
        party.AddTap(_tap);
    }

    /// <summary>The phone has hung up; who asked is told, if it was not clear yet.</summary>
    public void OnLeft()
    {
        if (IsOver) return;
        IsOver = true;
        if (!_isTold) Tell(AnswerKind.Unknown, default, ResultInformation.ParticipantLeft);
    }

    private void OnNews(AnswerKind kind, Verdict verdict)
    {
        if (IsOver) return;
        if (verdict.IsFirst) Tell(kind, verdict, ResultInformation.Success);
        if (kind == AnswerKind.Machine && verdict.IsReady)
        {
            by.Tell(OwnEvents.MachineReady, terms, ResultInformation.Success, json =>
            {
                ParticipantWriter.Write(json, "participant", party.Number);
                json.WriteBoolean("hasBeeped", verdict.HasBeeped);
            });
        }
        if (verdict.IsListening) return;
        IsOver = true;
        if (_tap is not null) party.RemoveTap(_tap);
    }

    private void Tell(AnswerKind kind, Verdict verdict, ResultInformation result)
    {
        _isTold = true;
        by.Tell(OwnEvents.AnswerDetected, terms, result, json =>
        {
            ParticipantWriter.Write(json, "participant", party.Number);
            json.WriteString("answer", WordOf(kind));
            if (kind == AnswerKind.Network) json.WriteString("progress", WordOf(verdict.Progress));
            json.WriteNumber("decidedAfterMs", (int)verdict.After.TotalMilliseconds);
            json.WriteNumber("firstUtteranceMs", (int)verdict.Utterance.TotalMilliseconds);
        });
    }

    private static string WordOf(AnswerKind kind) => kind switch
    {
        AnswerKind.Human => "human",
        AnswerKind.Machine => "machine",
        AnswerKind.Fax => "fax",
        AnswerKind.Silence => "silence",
        AnswerKind.Network => "network",
        _ => "unknown",
    };

    private static string WordOf(CallProgress progress) => progress switch
    {
        CallProgress.DialTone => "dialTone",
        CallProgress.Ringback => "ringback",
        CallProgress.Busy => "busy",
        CallProgress.Congestion => "congestion",
        CallProgress.SpecialInformation => "specialInformation",
        _ => "none",
    };

    /// <summary>What the classifier knows at a change.</summary>
    private readonly record struct Verdict(bool IsFirst, bool IsReady, bool HasBeeped, bool IsListening, CallProgress Progress, TimeSpan After, TimeSpan Utterance);

    /// <summary>Media worker.</summary>
    private sealed class Tap(IEventLoop loop, AnswerDetection owner) : IFrameSink
    {
        private readonly AnswerClassifier _classifier = new(SteeredSound.SampleRate);
        private bool _decided;

        public void Hear(ReadOnlySpan<short> frame)
        {
            if (!_classifier.Process(frame) || _classifier.Kind == AnswerKind.Undecided) return;
            var verdict = new Verdict(!_decided, _classifier.IsReadyForMessage, _classifier.HasBeeped, _classifier.IsListening, _classifier.Progress, _classifier.DecidedAfter, _classifier.FirstUtterance);
            _decided = true;
            loop.Post(static state => { var (to, kind, news) = ((AnswerDetection, AnswerKind, Verdict))state!; to.OnNews(kind, news); }, (owner, _classifier.Kind, verdict));
        }
    }
}
