using Telephony.Domain.Messages;
using Telephony.Twilio.Rest;

namespace Telephony.Twilio.Messages;

/// <summary>What Twilio's refusals of a message mean (https://www.twilio.com/docs/api/errors). What is in none of the lists is final for the message.</summary>
internal static class ErrorCodes
{
    /// <summary>The recipient told this sender to stop, and Twilio heard it.</summary>
    public const int OptedOut = 21610;

    /// <summary>The text has more than <see cref="LongestText"/> characters.</summary>
    public const int TooLong = 21617;

    public const int LongestText = 1600;

    /// <summary>Something that a person must put right: credentials, a suspended account. Asked again seldom.</summary>
    private static readonly TimeSpan Mended = TimeSpan.FromMinutes(1);

    // 14107 and 20429: too many requests; 21611: the sender's queue is full; 30001: the same of the account; 20009, 20503: not now.
    private static readonly int[] Later = [14107, 20009, 20429, 20503, 21611, 30001];

    // 20003, 20005, 20006, 20008: credentials, account not active, access, test credentials.
    private static readonly int[] Settings = [20003, 20005, 20006, 20008];

    public static SendOutcome Of<T>(TwilioAnswer<T>.Refused no)
    {
        var code = no.Code != 0 ? no.Code.ToString(System.Globalization.CultureInfo.InvariantCulture) : $"HTTP {no.Status}";
        if (no.Code == OptedOut) return new SendOutcome.Refused(code, no.Message) { IsOptOut = true };
        if (no.Status == 429 || Later.Contains(no.Code)) return new SendOutcome.NotTaken(no.After ?? TimeSpan.FromSeconds(1), $"Twilio asks for rest: {code}");
        if (no.Status is 401 or 403 && (no.Code == 0 || Settings.Contains(no.Code))) return new SendOutcome.NotTaken(Mended, $"Twilio does not let us in: {code} {no.Message}");
        // It, or something on the way, failed while the message was in its hands.
        if (no.Status >= 500) return new SendOutcome.Unknown($"Twilio failed: {code}", []);
        return new SendOutcome.Refused(code, no.Message);
    }
}
