using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Sip.Subscriptions;

namespace Telephony.Calls.Transfer;

/// <summary>
/// A transfer that was asked for before the caller's ACK: who is told of the answer with its 200 may be faster. The call keeps it until the ACK is there or the call ends, within 32 s at the most (RFC 3261 13.3.1.4),
/// and is busy for other transfers meanwhile. Then it is asked for again, and finds what it finds. Call loop only.
/// </summary>
internal sealed class AwaitedAck : ITransfer
{
    private readonly Call _call;
    private readonly Call _unacknowledged;
    private readonly Action _again;
    private bool _isOver;

    /// <param name="call">Whose side is to be transferred.</param>
    /// <param name="unacknowledged">The same, or the call that it shall be joined with.</param>
    public AwaitedAck(Call call, Call unacknowledged, Action again)
    {
        (_call, _unacknowledged, _again) = (call, unacknowledged, again);
        call.Transfer = this;
        if (!ReferenceEquals(call, unacknowledged)) unacknowledged.AwaitedBy = this;
    }

    public ReferSubscription? Subscription => null;

    public bool OnSideEnded(Leg leg) => false;

    public void OnFormerEnded(Leg leg)
    {
    }

    public void OnTargetLost() => Again();

    public void OnCallEnds() => Again();

    public void OnBridgeQuiet()
    {
        if (_unacknowledged.Phase != CallPhase.Answered) Again();
    }

    private void Again()
    {
        if (_isOver) return;
        _isOver = true;
        _call.Transfer = null;
        if (!ReferenceEquals(_call, _unacknowledged)) _unacknowledged.AwaitedBy = null;
        _again();
    }
}
