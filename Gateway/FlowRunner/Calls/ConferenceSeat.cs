using Telephony.Ivr.Flows.Engine;

namespace Telephony.FlowRunner.Calls;

/// <summary>The caller's place in a conference. Call loop only.</summary>
internal sealed class ConferenceSeat(FlowCall owner)
{
    private FlowAction.JoinConference? _joined;

    public void Join(FlowAction.JoinConference wanted)
    {
        if (!owner.Desk.Rooms.TryJoin(wanted.Room, owner, wanted.StartsIt, wanted.EndsIt))
        {
            owner.Post(new FlowEvent.ActionFailed(wanted.Act, FailureCause.Full, $"the conference has {ConferenceRooms.MostInRoom} callers already"));   // the engine is not entered from within its own step
            return;
        }
        owner.Seat.IsMuted = wanted.Muted;
        _joined = wanted;
    }

    /// <param name="act">Null: whichever it is.</param>
    public void Leave(int? act = null)
    {
        if (_joined is not { } joined || (act is not null && joined.Act != act)) return;
        Rise();
        owner.Desk.Rooms.Leave(joined.Room, owner);
    }

    /// <summary>The room is closed.</summary>
    public void Over()
    {
        if (_joined is not { } joined) return;
        Rise();
        owner.On(new FlowEvent.Ended(joined.Act));
    }

    private void Rise()
    {
        _joined = null;
        owner.Seat.IsMuted = false;
    }
}
