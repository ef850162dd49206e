namespace Telephony.Domain.Calls;

/// <summary>How the gateway brings a transfer about.</summary>
public enum TransferWay : byte
{
    /// <summary>The trunk was asked by REFER and did it (RFC 5589 6).</summary>
    Refer,

    /// <summary>The gateway called the target, or had it on the line, and joined the two.</summary>
    Reinvite,
}

/// <summary>Why nothing was tried.</summary>
public enum TransferRefusal : byte
{
    NoSuchCall,
    NoSuchLeg,

    /// <summary>The call is not answered yet, or ends.</summary>
    NotEstablished,

    /// <summary>Another transfer of the call, or of the other one, is under way.</summary>
    Busy,

    /// <summary>The target cannot be called at all, or not by what the trunk's <c>transfer.refer</c> allows.</summary>
    CannotBeReached,

    /// <summary>The node takes no new legs: it drains, or its disk is full.</summary>
    NoCapacity,
}

/// <summary>What became of a <see cref="TransferCommand"/>. A closed union.</summary>
public abstract record TransferOutcome
{
    private TransferOutcome()
    {
    }

    /// <summary>The side has its new partner, and has left the call if its trunk did it.</summary>
    public sealed record Transferred(TransferWay Way) : TransferOutcome;

    /// <summary>It was tried in vain; the call goes on as before, unless it ended meanwhile.</summary>
    /// <param name="Status">SIP status of the target, or of the trunk's answer to REFER; 408 when there was no word in time.</param>
    public sealed record Failed(int Status, string Why) : TransferOutcome;

    public sealed record Refused(TransferRefusal Reason, string Why) : TransferOutcome;
}
