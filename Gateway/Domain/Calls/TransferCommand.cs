using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;

namespace Telephony.Domain.Calls;

/// <summary>A transfer that a controller wants: one side of a running call shall speak with somebody else. Whoever it speaks with now is hung up when that has come about.</summary>
/// <param name="Leg">The side that goes on; <see cref="LegId.Call"/> is the call it is in.</param>
public sealed record TransferCommand(LegId Leg, TransferGoal Goal)
{
    /// <summary>Value of Referred-By (RFC 3892), such as <c>&lt;sip:boss@example.com&gt;</c>, passed on byte for byte; null: the gateway names itself.</summary>
    public string? ReferredBy { get; init; }

    /// <summary>Normalised: the number that the target is shown; null: that of the side that goes on. A trunk that is asked by REFER shows what it likes, so that the gateway calls the target itself where it may.</summary>
    public string? Caller { get; init; }

    /// <summary>Further headers for the target, such as User-To-User and X-…: of the INVITE, or behind the question mark of Refer-To (RFC 3261 19.1.1, RFC 7433 4.2).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Whose trunks a SIP address may be at; null: anybody's.</summary>
    public ResourceId? Resource { get; init; }
}

/// <summary>Whom a side shall speak with. A closed union.</summary>
public abstract record TransferGoal
{
    private TransferGoal()
    {
    }

    /// <summary>Blind: whoever answers there. A user is reached where an account has the id among its addresses-of-record.</summary>
    public sealed record Somebody(Address Who) : TransferGoal
    {
        /// <summary>Of the URI that is called or referred to, such as <c>;x-m=8:orgid:1;x-t=Kq%3D</c>; they come through byte for byte. Empty: none.</summary>
        public string Parameters { get; init; } = "";
    }

    /// <summary>Attended: a side of another call, whose own other side is hung up.</summary>
    public sealed record SideOf(LegId Leg) : TransferGoal;
}
