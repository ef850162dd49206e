using System.Globalization;
using Telephony.Sip.Messages;

namespace Telephony.Calls.Redirections;

/// <summary>One Contact of a 3xx that may be tried, as it came.</summary>
/// <param name="Address">Its URI, with the headers behind the question mark.</param>
/// <param name="Weight">Its q in thousandths (RFC 3261 25.1); without one, or with one that is none, 1000.</param>
internal sealed record RedirectionContact(byte[] Address, int Weight)
{
    /// <summary>More of one response are not looked at.</summary>
    public const int Most = 10;

    private const int LongestUri = 1024;
    private const int Whole = 1000;

    /// <summary>In the order in which they are to be tried: by q, and of equal ones as they came (RFC 3261 8.1.3.4). Expired ones are left out.</summary>
    /// <param name="leftOut">How many are expired, no address, or beyond <see cref="Most"/>.</param>
    public static IReadOnlyList<RedirectionContact> Read(SipMessage response, out int leftOut)
    {
        var contacts = new List<RedirectionContact>();
        leftOut = 0;
        // Expires of the response holds for those without a time of their own (20.10).
        var allExpired = response.Has(HeaderName.Expires) && IsZero(response.Header(HeaderName.Expires));
        foreach (var value in response.Values(HeaderName.Contact))
        {
            if (contacts.Count == Most || !NameAddrView.TryParse(value, out var contact) || contact.IsWildcard || contact.Uri.Length > LongestUri || !contact.TryGetUri(out _)
                || (contact.TryGetParam("expires"u8, out var expires) ? IsZero(expires) : allExpired)) leftOut++;
            else contacts.Add(new RedirectionContact(contact.Uri.ToArray(), contact.TryGetParam("q"u8, out var q) ? WeightOf(q) : Whole));
        }
        return [.. contacts.OrderByDescending(static c => c.Weight)];   // stable
    }

    public override string ToString() => SipText.ToText(UriHeaders.Without(Address));

    private static bool IsZero(ReadOnlySpan<byte> seconds) => SipText.TryNumber(SipText.Trim(seconds), 1, out var number) && number == 0;

    private static int WeightOf(ReadOnlySpan<byte> q) =>
        decimal.TryParse(q, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1 ? (int)(value * Whole) : Whole;
}
