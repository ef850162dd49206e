using System.Globalization;
using System.Text;
using Telephony.Domain.Routing;
using Telephony.Sip.Messages;

namespace Telephony.Calls.Dialing;

/// <summary>What leg A is told when the search ends without an answer.</summary>
/// <param name="Q850">0: whatever crosses, or the map's.</param>
/// <param name="Text">For the record.</param>
/// <param name="Peer">The trunk's own words, if it had any.</param>
internal sealed record FinalAnswer(int Status, int Q850, string Text, string? Peer)
{
    public static readonly FinalAnswer NothingTried = new(503, 0, "No trunk of the plan could be tried.", null);

    /// <summary>What a call that fails without a cause of its own ends with.</summary>
    public static readonly FinalAnswer Unknown = new(500, 0, "", null);

    /// <summary>Codes that speak to us and not to the caller are translated: 401 and 407 (we had no credentials), 3xx (it would tell of the inside).</summary>
    public static FinalAnswer Of(AttemptOutcome outcome, SipMessage? response, FinalAnswer before) => outcome switch
    {
        AttemptOutcome.Rejected { StatusCode: 401 or 407 } => new(503, 21, "The trunk asks for credentials that are missing or wrong (auth.digest).", null),
        AttemptOutcome.Rejected { StatusCode: < 400 } => new(480, 23, "The trunk redirects the call, which is not followed (follow3xx).", null),
        AttemptOutcome.Rejected rejected => new(rejected.StatusCode, 0, $"The trunk answered {rejected.StatusCode.ToString(CultureInfo.InvariantCulture)} {PhraseOf(response)}".TrimEnd() + ".", PhraseOf(response)),
        AttemptOutcome.NoReply => new(504, 102, "The trunk gave no answer to the INVITE.", null),
        AttemptOutcome.NoProgress => new(504, 102, "The trunk took the INVITE, but made no progress.", null),
        AttemptOutcome.NoAnswer => new(480, 19, "It rang, and nobody answered.", null),
        AttemptOutcome.TransportFailed failed => new(503, 38, $"The trunk could not be reached: {failed.Error.TrimEnd('.')}.", null),
        _ => before,
    };

    private static string PhraseOf(SipMessage? response) => response is null ? "" : Encoding.UTF8.GetString(response.ReasonPhrase);
}
