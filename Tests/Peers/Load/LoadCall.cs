using System.Net;

namespace Telephony.Peers.Load;

/// <summary>One call of the load, seen from both of its ends. Times are <see cref="TimeProvider.GetTimestamp"/> values.</summary>
public sealed class LoadCall
{
    /// <summary>Position in the load; the called number and the ports follow from it.</summary>
    public required int Index { get; init; }

    public required string Caller { get; init; }

    public required string Called { get; init; }

    /// <summary>Where the caller's media is, as written into its offer.</summary>
    public required int CallerMediaPort { get; init; }

    public required int CalleeMediaPort { get; init; }

    /// <summary>Where the caller's media must go, from the answer; 0 until answered.</summary>
    public int TowardCallee { get; internal set; }

    /// <summary>Where the callee's media must go, from the offer that reached it; 0 until then.</summary>
    public int TowardCaller { get; internal set; }

    /// <summary>Key and salt of what the caller sends, where its side is protected.</summary>
    public byte[]? CallerKey { get; init; }

    /// <summary>Key and salt of what reaches the caller, from the answer.</summary>
    public byte[]? AnswerKey { get; internal set; }

    public long InviteSentAt { get; internal set; }

    /// <summary>When the INVITE reached the callee; 0 if it never did.</summary>
    public long InviteReachedAt { get; internal set; }

    public long AnsweredAt { get; internal set; }

    /// <summary>Final failure that the caller got; 0 if none.</summary>
    public int RefusedWith { get; internal set; }

    public bool CallerGotBye { get; internal set; }

    public bool CalleeGotBye { get; internal set; }

    /// <summary>The caller's own BYE was answered.</summary>
    public bool HungUp { get; internal set; }

    public bool Answered => AnsweredAt != 0;

    internal string CallId { get; init; } = "";

    internal string CallerTag { get; init; } = "";

    internal string Target { get; set; } = "";

    internal string To { get; set; } = "";

    internal List<string> Route { get; set; } = [];

    internal IPEndPoint? NextHop { get; set; }

    internal string Invite { get; set; } = "";

    internal string CalleeCallId { get; set; } = "";
}
