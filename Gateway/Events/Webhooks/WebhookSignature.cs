using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Telephony.Domain.Events;

namespace Telephony.Events.Webhooks;

/// <summary>
/// The headers of Standard Webhooks 1.0, for which receivers have libraries in every language:
/// <code>
/// webhook-id         the event's id: the same however often it is sent
/// webhook-timestamp  seconds since 1970
/// webhook-signature  v1,BASE64 of HMAC-SHA256 over "ID.TIMESTAMP.BODY"
/// </code>
/// </summary>
public static class WebhookSignature
{
    public static IEnumerable<KeyValuePair<string, string>> Headers(WebhookSecret secret, string id, DateTimeOffset now, ReadOnlySpan<byte> body)
    {
        var stamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret.Key);
        hash.AppendData(Encoding.ASCII.GetBytes($"{id}.{stamp}."));
        hash.AppendData(body);
        return [new("webhook-id", id), new("webhook-timestamp", stamp), new("webhook-signature", "v1," + Convert.ToBase64String(hash.GetHashAndReset()))];
    }
}
