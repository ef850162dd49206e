using Telephony.Automation.Rooms;
using Telephony.Calls.Steering;
using Telephony.Ivr.Flows.Engine;

namespace Telephony.FlowRunner.Calls;

/// <summary>What the caller hears of the flow itself: one sound at a time, a prompt, a tone, or ringing. Call loop only.</summary>
internal sealed class PromptPlayer(FlowCall owner)
{
    private Playback? _playback;

    /// <summary>Gets the sounds of a prompt ready and plays them, if the flow still wants them then.</summary>
    public async Task PlayAsync(FlowAction.Play play, CancellationToken cancel)
    {
        var (sounds, why) = await owner.Desk.SoundsAsync(play.Pieces, cancel).ConfigureAwait(false);
        owner.Call.Loop.Post(static state => ((Action)state!)(), () =>
        {
            if (!owner.StillPlays(play.Act)) return;
            if (why.Length > 0) owner.On(new FlowEvent.ActionFailed(play.Act, FailureCause.Broken, why));
            else Start(sounds, play.Loop, play.Loop ? null : () => owner.On(new FlowEvent.PromptEnded(play.Act)));
        });
    }

    public void Start(IReadOnlyList<ReadOnlyMemory<short>> sounds, bool loop, Action? onEnd)
    {
        Stop();
        _playback = new Playback(sounds, loop, owner.Call.Loop, onEnd);
        owner.Seat.Play(_playback);
    }

    public void Stop()
    {
        if (_playback is { } playback) owner.Seat.Stop(playback);
        _playback = null;
    }
}
