using System.Diagnostics.CodeAnalysis;

namespace Telephony.Domain.Numbers;

/// <summary>
/// Who answers a call in TwiML: a URL that is asked for the first document, and what else there is to ask. As text <c>https://app.example/voice fallback=https://app.example/broken status=https://app.example/over</c>,
/// with <c>GET</c> before a URL that is not to be posted to.
/// </summary>
/// <param name="IsGet">Asked by GET instead of POST.</param>
/// <param name="Fallback">Asked when the first cannot be had; null: there is none.</param>
/// <param name="Status">Told when the call is over; null: nobody is.</param>
public sealed record TwimlTarget(Uri Url, bool IsGet, Uri? Fallback, Uri? Status)
{
    private const int LongestText = 2000;

    /// <param name="why">A part of a sentence.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out TwimlTarget? target, out string why)
    {
        (target, why) = (null, "");
        var (isGet, seen) = (false, new Dictionary<string, Uri>(StringComparer.Ordinal));
        if (text.Length > LongestText)
        {
            why = $"it has more than {LongestText} characters";
            return false;
        }
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (word is "GET" or "POST" && seen.Count == 0)
            {
                isGet = word == "GET";
                continue;
            }
            var name = word.StartsWith("fallback=", StringComparison.Ordinal) ? "fallback" : word.StartsWith("status=", StringComparison.Ordinal) ? "status" : "";
            if (!Uri.TryCreate(name.Length == 0 ? word : word[(name.Length + 1)..], UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || !seen.TryAdd(name, url))
            {
                why = $"\"{word}\" does not belong there: allowed are a URL of http or https, with GET or POST before it, and after it fallback=URL and status=URL";
                return false;
            }
        }
        if (!seen.TryGetValue("", out var first))
        {
            why = "a URL of http or https is needed";
            return false;
        }
        target = new TwimlTarget(first, isGet, seen.GetValueOrDefault("fallback"), seen.GetValueOrDefault("status"));
        return true;
    }
}
