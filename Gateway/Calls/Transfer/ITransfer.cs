using Telephony.Calls.Legs;
using Telephony.Sip.Subscriptions;

namespace Telephony.Calls.Transfer;

/// <summary>The transfer of one side of a call, by whomever it is carried out. Call loop only.</summary>
internal interface ITransfer
{
    /// <summary>Of the REFER that asked for it; null when no peer did.</summary>
    ReferSubscription? Subscription { get; }

    /// <summary>A leg at one of the two sides has ended. True: the call goes on without it.</summary>
    bool OnSideEnded(Leg leg);

    /// <summary>A leg that stands at neither side has ended.</summary>
    void OnFormerEnded(Leg leg);

    /// <summary>The other call that it waits for has ended.</summary>
    void OnTargetLost();

    void OnCallEnds();

    /// <summary>A session change of this call, or of the one it waits for, has ended; so has the first one, with its ACK.</summary>
    void OnBridgeQuiet();
}
