using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Telephony.Events.Webhooks;

/// <summary>Where the gateway may be told to send: https anywhere, http on this machine only, so that no event crosses a network in the clear.</summary>
public static class WebhookAddress
{
    public const int LongestText = 2048;
    public const string Form = "allowed is an https URL, or http on this machine (127.0.0.1, ::1, localhost), without user and fragment";

    /// <param name="why">What is allowed; goes on in the sentence "field: why."</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Uri? address, out string why)
    {
        (address, why) = (null, Form);
        if (text is null || text.Length > LongestText || !Uri.TryCreate(text, UriKind.Absolute, out var read)) return false;
        if (read.UserInfo.Length > 0 || read.Fragment.Length > 0 || read.Host.Length == 0) return false;
        if (read.Scheme != Uri.UriSchemeHttps && (read.Scheme != Uri.UriSchemeHttp || !IsHere(read))) return false;
        (address, why) = (read, "");
        return true;
    }

    private static bool IsHere(Uri address) =>
        address.HostNameType == UriHostNameType.Dns ? address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) : IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip);
}
