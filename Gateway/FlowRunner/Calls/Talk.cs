using Telephony.Automation.Rooms;
using Telephony.Calls.Steering;
using Telephony.Domain.Numbers;
using Telephony.Domain.Records;
using Telephony.FlowRunner.Twiml;
using Telephony.Ivr.Flows.Engine;

namespace Telephony.FlowRunner.Calls;

/// <summary>A call to somebody that the caller is joined with: one after the other is tried until one answers. Call loop only.</summary>
/// <param name="givesAway">The flow is over when they are joined, and the call when the other side hangs up.</param>
internal sealed class Talk(FlowCall owner, FlowAction.Dial dial, bool givesAway = false) : ISteeredCallUser
{
    private readonly Seat _seat = new();
    private readonly TwimlDial? _watch = givesAway ? null : owner.WatchOf(dial);
    private SteeredCall? _other;
    private int _next;
    private bool _over;

    public int Act => dial.Act;

    public bool IsTalking { get; private set; }

    public void Begin()
    {
        if (_over) return;
        var to = Callee.Of(dial.To[_next++]);
        if (owner.Desk.OwnEnd(to) is { } end)
        {
            Begin(end);
            return;
        }
        var order = new OutboundOrder(owner.Call.Resource, to, dial.From.Length > 0 ? dial.From : owner.Call.Caller) { Patience = dial.RingFor, DisplayName = owner.Call.DisplayName };
        _watch?.Next(_next - 1, to);
        // It may end before this returns.
        var other = owner.Desk.Shard.Originate(order, this);
        _watch?.Placed(other);
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

    public void OnRinging(SteeredCall call) => _watch?.Rings(call);

    public void OnAnswered(SteeredCall call)
    {
        _watch?.Answered(call);
        if (_over) return;
        if (dial.Announcement.Count == 0) Join(call);
        else owner.Desk.Track(AnnounceAsync(call));
    }

    public void OnLeft(SteeredCall call)
    {
        _watch?.Ended(call, null, given: false);
        Over(new FlowEvent.Ended(dial.Act));
    }

    public void OnEnded(SteeredCall call, CallCause cause)
    {
        _watch?.Ended(call, cause, given: _over);
        if (_over) return;
        if (IsTalking) Over(new FlowEvent.Ended(dial.Act));
        else if (!TryNext()) Over(new FlowEvent.ActionFailed(dial.Act, cause.SipStatus switch { 486 or 600 => FailureCause.Busy, 408 or 480 or 487 => FailureCause.NoAnswer, 603 => FailureCause.Refused, _ => FailureCause.Unreachable }, cause.ToString()));
    }

    private bool TryNext()
    {
        if (_next >= dial.To.Count) return false;
        owner.Call.Loop.Post(static state => ((Talk)state!).Begin(), this);
        return true;
    }

    // An end of the gateway itself needs no call: the caller hears it at his own seat.
    private void Begin(Destination end)
    {
        if (end is Destination.Announcement announcement) owner.Desk.Track(PlayAsync(announcement));
        else Join([owner.Seat], owner.Call.Called);
    }

    private async Task PlayAsync(Destination.Announcement announcement)
    {
        var (sounds, why) = await owner.Desk.SoundsAsync([new Ivr.Flows.Prompts.PromptPiece.Sound(announcement.Path)], owner.Desk.Stopping).ConfigureAwait(false);
        owner.Call.Loop.Post(static state => ((Action)state!)(), () =>
        {
            if (_over) return;
            if (sounds.Count > 0)
            {
                Join([], owner.Call.Called);
                owner.Seat.Play(new Playback(sounds, false, owner.Call.Loop, () => Over(new FlowEvent.Ended(dial.Act))));
            }
            else if (!TryNext()) Over(new FlowEvent.ActionFailed(dial.Act, FailureCause.Unreachable, why));
        });
    }

    private async Task AnnounceAsync(SteeredCall call)
    {
        var (sounds, why) = await owner.Desk.SoundsAsync(dial.Announcement, owner.Desk.Stopping).ConfigureAwait(false);
        call.Loop.Post(static state => ((Action)state!)(), () =>
        {
            if (_over) return;
            if (why.Length > 0) owner.Desk.Services.Logger.NotAnnounced(owner.Call.Id, why);
            if (sounds.Count == 0) Join(call);
            else _seat.Play(new Playback(sounds, false, call.Loop, () => Join(call)));
        });
    }

    private void Join(SteeredCall call)
    {
        if (_over) return;
        _seat.Hears([owner.Seat]);
        Join([_seat], call.Called);
    }

    private void Join(IReadOnlyList<Seat> heard, string by)
    {
        IsTalking = true;
        owner.StopPlaying();
        owner.Seat.Hears(heard);
        owner.Post(givesAway ? new FlowEvent.Ended(dial.Act) : new FlowEvent.Connected(dial.Act, by));
    }

    private void Over(FlowEvent happened)
    {
        if (_over) return;
        _over = true;
        var given = givesAway && IsTalking;
        IsTalking = false;
        owner.Seat.Hears([]);
        _seat.Leave();
        owner.TalkOver(this);
        if (given) owner.Call.HangUp("The other side of the transferred call has hung up.");
        else owner.Post(happened);
    }
}
