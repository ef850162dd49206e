using Telephony.FlowRunner.Recordings;
using Telephony.Ivr.Flows.Engine;

namespace Telephony.FlowRunner.Calls;

/// <summary>
/// The recording that a call's flow makes now: the tone, then what the caller says. Call loop only.
/// <code>
///   Begin ── tone ──► listens ── key, silence, limit, hang-up ──► Recorded
/// </code>
/// What is shorter than the flow wants leaves no file.
/// </summary>
internal sealed class CallRecording(FlowCall owner, ActionWork work)
{
    private Recorder? _recorder;
    private FlowAction.Record? _wanted;
    private bool _listens;

    public void Begin(FlowAction.Record wanted)
    {
        var services = owner.Desk.Services;
        var recorder = new Recorder(services.Recordings, FlowRecordings.NameOf(services.Clock.GetUtcNow(), owner.Call.Id, wanted.Act), wanted.Longest, wanted.Silence, () => owner.Call.Loop.Post(static state => ((CallRecording)state!).End(), this));
        (_recorder, _wanted, _listens) = (recorder, wanted, false);
        if (wanted.Beep) work.Prompts.Start([Beep.Samples], loop: false, () => Listen(recorder));
        else Listen(recorder);
    }

    /// <summary>True: the key is the recording's. One that ends it does so once the caller has had the word: a second # to a greeting that # skips is none.</summary>
    public bool TakesKey(char key)
    {
        if (_wanted is not { } wanted || !wanted.FinishOn.Contains(key, StringComparison.Ordinal)) return false;
        if (_listens) End();
        return true;
    }

    public void End()
    {
        if (_recorder is not { } recorder || _wanted is not { } wanted) return;
        (_recorder, _wanted) = (null, null);
        owner.RemoveTap(recorder);
        work.Beside(wanted.Act, async _ =>
        {
            var (file, length) = await recorder.CloseAsync().ConfigureAwait(false);
            if (file is not null && (length < wanted.Shortest || length == TimeSpan.Zero))
            {
                File.Delete(file);
                file = "";
            }
            owner.Post(file is null ? new FlowEvent.ActionFailed(wanted.Act, FailureCause.Broken, "the recording could not be written") : new FlowEvent.Recorded(wanted.Act, file, length));
        });
    }

    private void Listen(Recorder recorder)
    {
        if (!ReferenceEquals(_recorder, recorder)) return;
        _listens = true;
        owner.AddTap(recorder);
    }
}
