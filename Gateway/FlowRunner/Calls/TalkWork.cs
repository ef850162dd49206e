using Telephony.Ivr.Flows.Engine;

namespace Telephony.FlowRunner.Calls;

/// <summary>The talk that the caller is in or waits for, and what is heard until somebody answers: the flow's prompt once, then ringing. Call loop only.</summary>
internal sealed class TalkWork(FlowCall owner, ActionWork work)
{
    private Talk? _talk;

    /// <summary>The caller speaks with somebody.</summary>
    public bool IsTalking => _talk is { IsTalking: true };

    /// <param name="givesAway">The flow is over when they are joined.</param>
    public void Begin(FlowAction.Dial dial, bool givesAway)
    {
        var talk = _talk = new Talk(owner, dial, givesAway);
        if (dial.Hold.Count == 0) Ring();
        else work.Beside(dial.Act, cancel => HoldAsync(dial, cancel));
        talk.Begin();
    }

    /// <param name="act">Null: whichever it is.</param>
    public void End(int? act = null)
    {
        if (act is null || _talk?.Act == act) _talk?.End();
    }

    public void Over(Talk talk)
    {
        if (ReferenceEquals(_talk, talk)) _talk = null;
        work.Prompts.Stop();
    }

    private async Task HoldAsync(FlowAction.Dial dial, CancellationToken cancel)
    {
        var (sounds, why) = await owner.Desk.SoundsAsync(dial.Hold, cancel).ConfigureAwait(false);
        owner.Call.Loop.Post(static state => ((Action)state!)(), () =>
        {
            if (why.Length > 0) owner.Desk.Services.Logger.NotAnnounced(owner.Call.Id, why);
            if (_talk is { IsTalking: false } talk && talk.Act == dial.Act) work.Prompts.Start(sounds, loop: false, Ring);
        });
    }

    private void Ring()
    {
        if (_talk is { IsTalking: false }) work.Prompts.Start([Ringback.Cycle], loop: true, null);
    }
}
