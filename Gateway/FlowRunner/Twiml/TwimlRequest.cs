using System.Security.Cryptography;
using System.Text;
using Telephony.Ivr.Flows.Engine;

namespace Telephony.FlowRunner.Twiml;

/// <summary>Whose calls a web service answers: what stands in every request, and what signs it.</summary>
/// <param name="Sid">AC and 32 hexadecimal digits.</param>
/// <param name="Token">The shared secret. Never in a log.</param>
public sealed record TwimlAccount(string Sid, string Token);

/// <summary>
/// A request as receivers of TwiML know it: form fields, and <c>X-Twilio-Signature</c> over the URL and the fields in order of their names, by HMAC with SHA-1, in base 64. By GET the fields stand in the URL.
/// </summary>
internal static class TwimlRequest
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static FlowAction.Request Make(int act, Uri url, bool isGet, IReadOnlyList<KeyValuePair<string, string>> fields, string token)
    {
        var address = url.GetComponents(UriComponents.HttpRequestUrl | UriComponents.UserInfo, UriFormat.UriEscaped);
        var form = string.Join('&', fields.Select(static field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(field.Value)}"));
        if (isGet) address += $"{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{form}";
        var headers = new List<KeyValuePair<string, string>> { new("Accept", "text/xml, application/xml"), new("User-Agent", "Telephony"), new("X-Twilio-Signature", Sign(address, isGet ? [] : fields, token)) };
        if (!isGet) headers.Add(new("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"));
        // Basic authentication is written into the URL; the signature is over it as it is written.
        if (url.UserInfo.Length > 0) headers.Add(new("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo)))}"));
        return new FlowAction.Request(act, isGet ? "GET" : "POST", address, headers, isGet ? null : form, Patience);
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "The receivers' own form.")]
    internal static string Sign(string url, IReadOnlyList<KeyValuePair<string, string>> fields, string token)
    {
        var text = new StringBuilder(url);
        foreach (var (name, value) in fields.OrderBy(static field => field.Key, StringComparer.Ordinal)) text.Append(name).Append(value);
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(text.ToString())));
    }
}
