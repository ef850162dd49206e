using System.Collections.Frozen;
using Telephony.Sip.Messages;

namespace Telephony.Calls.Transit;

/// <summary>
/// Between SIP status codes and causes of ITU-T Q.850: the tables of RFC 3398 8.2.6.1 and 7.2.4.1, and what they leave open. <c>docs/transit.md</c> shows them; a
/// test compares it with these.
/// </summary>
internal static class CauseMap
{
    /// <summary>8.2.6.1. Those behind the line are not in the RFC: 487 and newer codes.</summary>
    internal static readonly IReadOnlyDictionary<int, int> Causes = new Dictionary<int, int>
    {
        [400] = 41, [401] = 21, [402] = 21, [403] = 21, [404] = 1, [405] = 63, [406] = 79, [407] = 21, [408] = 102, [410] = 22, [413] = 127, [414] = 127, [415] = 79, [416] = 127,
        [420] = 127, [421] = 127, [423] = 127, [480] = 18, [481] = 41, [482] = 25, [483] = 25, [484] = 28, [485] = 1, [486] = 17, [488] = 127, [500] = 41, [501] = 79, [502] = 38,
        [503] = 41, [504] = 102, [505] = 127, [513] = 127, [600] = 17, [603] = 21, [604] = 1, [606] = 127,
        // ----
        [422] = 127, [433] = 24, [487] = 16, [493] = 127, [607] = 21, [608] = 21,
    }.ToFrozenDictionary();

    /// <summary>7.2.4.1. 16 is no failure and has no status; a cause that is not here is 500.</summary>
    internal static readonly IReadOnlyDictionary<int, int> Statuses = new Dictionary<int, int>
    {
        [1] = 404, [2] = 404, [3] = 404, [17] = 486, [18] = 408, [19] = 480, [20] = 480, [21] = 403, [22] = 410, [23] = 410, [26] = 404, [27] = 502, [28] = 484, [29] = 501, [31] = 480,
        [34] = 503, [38] = 503, [41] = 503, [42] = 503, [47] = 503, [55] = 403, [57] = 403, [58] = 503, [65] = 488, [70] = 488, [79] = 501, [87] = 403, [88] = 503, [102] = 504,
        [111] = 500, [127] = 500,
    }.ToFrozenDictionary();

    /// <summary>Q.850 cause for a final SIP status. A code of no table is as the first of its class (RFC 3261 8.1.3.2); 0 for what is no failure.</summary>
    public static int ToQ850(int status) => Causes.TryGetValue(status, out var cause) ? cause : status switch
    {
        >= 300 and < 400 => 23,
        >= 400 and < 600 => Causes[status / 100 * 100],
        >= 600 and < 700 => Causes[600],
        _ => 0,
    };

    /// <summary>The same for a response: 488 and 606 say more by their Warning (RFC 3261 20.43).</summary>
    public static int ToQ850(SipMessage response) => response.StatusCode is 488 or 606 && response.Has(HeaderName.Warning)
        ? response.Header(HeaderName.Warning).StartsWith("370"u8) ? 58 : response.Header(HeaderName.Warning).StartsWith("30"u8) ? 65 : 127
        : ToQ850(response.StatusCode);

    /// <summary>SIP status for a Q.850 cause; 0 for those that are no failure (0, 16).</summary>
    public static int ToStatus(int q850) => Statuses.TryGetValue(q850, out var status) ? status : q850 is 0 or 16 ? 0 : 500;
}
