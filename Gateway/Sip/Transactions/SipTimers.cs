namespace Telephony.Sip.Transactions;

/// <summary>
/// All timers of RFC 3261 17 (table 4) derived from three values. Whole milliseconds, because the wheel turns in milliseconds.
/// </summary>
/// <param name="T1">Estimate of the round trip; RFC 3261 17.1.1.1: 500 ms.</param>
/// <param name="T2">Longest interval between repetitions of a non-INVITE request or of a final INVITE response: 4 s.</param>
/// <param name="T4">Longest time a message stays in the network: 5 s.</param>
public sealed record SipTimers(int T1 = 500, int T2 = 4000, int T4 = 5000)
{
    public static SipTimers Default { get; } = new();

    /// <summary>Timers B, F, H, J, L, M: 64*T1.</summary>
    public int Timeout => 64 * T1;

    /// <summary>Timer D: at least 32 s on unreliable transports, 0 on reliable ones.</summary>
    internal int D(bool reliable) => reliable ? 0 : Math.Max(Timeout, 32_000 * T1 / 500);

    /// <summary>Timers I and K.</summary>
    internal int IK(bool reliable) => reliable ? 0 : T4;

    /// <summary>Timer J.</summary>
    internal int J(bool reliable) => reliable ? 0 : Timeout;

    /// <summary>Resend interval of a provisional response that keeps proxies from giving up (13.3.1.1): one minute.</summary>
    internal static int ProvisionalRefresh => 60_000;
}
