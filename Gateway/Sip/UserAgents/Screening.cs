namespace Telephony.Sip.UserAgents;

/// <summary>What to do with a new request from outside before anything is remembered about it.</summary>
public readonly record struct Screening
{
    private Screening(ScreeningVerdict verdict, int status, int retryAfterSeconds) =>
        (Verdict, Status, RetryAfterSeconds) = (verdict, status, retryAfterSeconds);

    public ScreeningVerdict Verdict { get; }

    /// <summary>Status code of a refusal.</summary>
    public int Status { get; }

    /// <summary>Value of Retry-After in a refusal; 0: the header is not written.</summary>
    public int RetryAfterSeconds { get; }

    /// <summary>The sender is known: it is told whatever the bound on refusals to strangers says.</summary>
    public bool ToPartner { get; init; }

    public static Screening Accept => default;

    /// <summary>Say nothing.</summary>
    public static Screening Drop { get; } = new(ScreeningVerdict.Drop, 0, 0);

    /// <summary>Answer without state: repetitions are refused again, the ACK is dropped.</summary>
    public static Screening Refuse(int status, int retryAfterSeconds = 0) => new(ScreeningVerdict.Refuse, status, retryAfterSeconds);
}

public enum ScreeningVerdict : byte
{
    Accept,
    Drop,
    Refuse,
}
