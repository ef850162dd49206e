using Telephony.Automation.Rooms;
using Telephony.Calls.Steering;
using Telephony.Domain.Records;
using Telephony.Ivr.Flows.Engine;

namespace Telephony.FlowRunner.Calls;

/// <summary>A call to somebody that the caller is joined with: one after the other is tried until one answers. Call loop only.</summary>
internal sealed class Talk(FlowCall owner, FlowAction.Dial dial) : ISteeredCallUser
{
    private readonly Seat _seat = new();
    private SteeredCall? _other;
    private int _next;
    private bool _over;

    public int Act => dial.Act;

    public bool IsTalking { get; private set; }

    public void Begin()
    {
        if (_over) return;
        var order = new OutboundOrder(owner.Call.Resource, dial.To[_next++], dial.From.Length > 0 ? dial.From : owner.Call.Caller) { Patience = dial.RingFor, DisplayName = owner.Call.DisplayName };
        // It may end before this returns.
        var other = owner.Desk.Shard.Originate(order, this);
        if (_over || other.IsOver) return;
        _other = other;
        other.Speak(_seat);
        other.Listen(_seat);
    }

    /// <summary>The caller has had enough of it.</summary>
    public void End()
    {
        if (_over) return;
        _over = true;
        IsTalking = false;
        owner.Seat.Hears([]);
        _seat.Leave();
        _other?.HangUp("The other side of the talk has left.");
    }

    public void OnAnswered(SteeredCall call)
    {
        if (_over) return;
        if (dial.Announcement.Count == 0) Join(call);
        else owner.Desk.Track(AnnounceAsync(call));
    }

    public void OnLeft(SteeredCall call) => Over(new FlowEvent.Ended(dial.Act));

    public void OnEnded(SteeredCall call, CallCause cause)
    {
        if (_over) return;
        if (IsTalking) Over(new FlowEvent.Ended(dial.Act));
        else if (_next < dial.To.Count) owner.Call.Loop.Post(static state => ((Talk)state!).Begin(), this);
        else Over(new FlowEvent.ActionFailed(dial.Act, cause.SipStatus switch { 486 or 600 => FailureCause.Busy, 408 or 480 or 487 => FailureCause.NoAnswer, 603 => FailureCause.Refused, _ => FailureCause.Unreachable }, cause.ToString()));
    }

    private async Task AnnounceAsync(SteeredCall call)
    {
        var (sounds, _) = await owner.SoundsAsync(dial.Announcement, owner.Desk.Stopping).ConfigureAwait(false);
        call.Loop.Post(static state => ((Action)state!)(), () =>
        {
            if (_over) return;
            if (sounds.Count == 0) Join(call);
            else _seat.Play(new Playback(sounds, false, call.Loop, () => Join(call)));
        });
    }

    private void Join(SteeredCall call)
    {
        if (_over) return;
        IsTalking = true;
        owner.StopPlaying();
        owner.Seat.Hears([_seat]);
        _seat.Hears([owner.Seat]);
        owner.Post(new FlowEvent.Connected(dial.Act, call.Called));
    }

    private void Over(FlowEvent happened)
    {
        _over = true;
        IsTalking = false;
        owner.Seat.Hears([]);
        _seat.Leave();
        owner.TalkOver(this);
        owner.Post(happened);
    }
}
