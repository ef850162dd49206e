using Telephony.Domain.Identity;
using Telephony.Domain.Records;

namespace Telephony.Domain.Calls;

/// <summary>A call as it stands.</summary>
/// <param name="Phase">In the words of the call's state machine.</param>
/// <param name="Sides">At the bridge, the calling one first; one of them for an end in the gateway.</param>
public sealed record RunningCall(CallId Id, DateTimeOffset StartedAt, DateTimeOffset? AnsweredAt, string Phase, IReadOnlyList<RunningSide> Sides);

/// <param name="Number">Empty: nobody knows it.</param>
/// <param name="TakesRefer">What its peer has said of REFER; null: nothing.</param>
public sealed record RunningSide(LegId Leg, LegRole Role, TrunkId Trunk, string Number, bool? TakesRefer);
