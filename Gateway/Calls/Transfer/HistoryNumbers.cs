using Telephony.Calls.Dialing;
using Telephony.Sip.Messages;

namespace Telephony.Calls.Transfer;

/// <summary>The numbers that History-Info says a call was sent to before (RFC 7044 10): the guard against transfer loops counts them.</summary>
internal static class HistoryNumbers
{
    private const int Most = 32;

    public static List<string> Read(SipMessage invite)
    {
        var numbers = new List<string>();
        foreach (var value in invite.Values(HeaderName.HistoryInfo))
        {
            if (numbers.Count == Most) break;
            if (!NameAddrView.TryParse(value, out var entry) || !SipUriView.TryParse(UriHeaders.Without(entry.Uri), out var uri)) continue;
            if (uri.Number.Length > 0) numbers.Add(SipUserText.Unescape(uri.Number));
        }
        return numbers;
    }
}
