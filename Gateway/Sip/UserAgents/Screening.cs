namespace Telephony.Sip.UserAgents;

/// <summary>What to do with a new request from outside before anything is remembered about it.</summary>
public readonly record struct Screening
{
    private Screening(ScreeningVerdict verdict, int status, int retryAfterSeconds, byte[]? reason) =>
        (Verdict, Status, RetryAfterSeconds, Reason) = (verdict, status, retryAfterSeconds, reason);

    public ScreeningVerdict Verdict { get; }

    /// <summary>Status code of a refusal.</summary>
    public int Status { get; }

    /// <summary>Value of Retry-After in a refusal; 0: the header is not written.</summary>
    public int RetryAfterSeconds { get; }

    /// <summary>The sender is known: it is told whatever the bound on refusals to strangers says.</summary>
    public bool ToPartner { get; init; }

    /// <summary>Reason phrase; null: the usual one.</summary>
    public byte[]? Reason { get; }

    public static Screening Accept => default;

    /// <summary>Say nothing.</summary>
    public static Screening Drop { get; } = new(ScreeningVerdict.Drop, 0, 0, null);

    /// <summary>Answer without state: repetitions are refused again, the ACK is dropped.</summary>
    /// <param name="reason">Kept: give a constant.</param>
    public static Screening Refuse(int status, int retryAfterSeconds = 0, byte[]? reason = null) => new(ScreeningVerdict.Refuse, status, retryAfterSeconds, reason);
}

public enum ScreeningVerdict : byte
{
    Accept,
    Drop,
    Refuse,
}
