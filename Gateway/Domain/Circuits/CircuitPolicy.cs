namespace Telephony.Domain.Circuits;

/// <summary>When a trunk's circuit opens, and for how long (DR-25).</summary>
public sealed record CircuitPolicy
{
    public static readonly CircuitPolicy Usual = new();

    /// <summary>Never opens.</summary>
    public static readonly CircuitPolicy Never = new() { Off = true };

    public bool Off { get; init; }

    /// <summary>So many failures in a row open it.</summary>
    public int Failures { get; init; } = 10;

    /// <summary>Such a share of the calls within <see cref="Window"/> opens it; 0 to 1.</summary>
    public double Share { get; init; } = 0.5;

    /// <summary>The share counts only from so many calls within the window on: two bad calls of three are no rate.</summary>
    public int MinimumCalls { get; init; } = 20;

    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>First pause; each failed trial doubles it, up to <see cref="LongestPause"/>.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether a final response shows a trunk that is not able, rather than a callee who does not want. Not the list that moves on: an operator may let 404 move on,
    /// and a trunk full of wrong numbers is still a good trunk.
    /// </summary>
    public static bool IsFailure(int statusCode) => statusCode is 408 or 500 or 502 or 503 or 504;
}

/// <summary>What a call got when it asked the circuit.</summary>
public enum CircuitPass : byte
{
    /// <summary>Not now.</summary>
    None,

    /// <summary>One of many; its end counts.</summary>
    Usual,

    /// <summary>The one call that tries a half-open circuit: its end decides.</summary>
    Trial,

    /// <summary>It passes whatever the circuit says and decides nothing: an emergency call.</summary>
    Unasked,
}
