using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;

namespace Telephony.Domain.Calls;

/// <summary>A transfer that a controller wants: one side of a running call shall speak with somebody else. Whoever it speaks with now is hung up when that has come about.</summary>
/// <param name="Leg">The side that goes on; <see cref="LegId.Call"/> is the call it is in.</param>
public sealed record TransferCommand(LegId Leg, TransferGoal Goal)
{
    /// <summary>Value of Referred-By (RFC 3892), such as <c>&lt;sip:boss@example.com&gt;</c>, passed on byte for byte; null: the gateway names itself.</summary>
    public string? ReferredBy { get; init; }
}

/// <summary>Whom a side shall speak with. A closed union.</summary>
public abstract record TransferGoal
{
    private TransferGoal()
    {
    }

    /// <summary>Blind: whoever answers there. Users are refused: they are reached by a number.</summary>
    public sealed record Somebody(Address Who) : TransferGoal
    {
        /// <summary>Of the URI that is called or referred to, such as <c>;x-m=8:orgid:1;x-t=Kq%3D</c>; they come through byte for byte. Empty: none.</summary>
        public string Parameters { get; init; } = "";
    }

    /// <summary>Attended: a side of another call, whose own other side is hung up.</summary>
    public sealed record SideOf(LegId Leg) : TransferGoal;
}
