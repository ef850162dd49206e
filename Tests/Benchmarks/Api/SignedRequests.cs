using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Telephony.Peers.Agents;

namespace Telephony.Benchmarks.Api;

/// <summary>Requests as the SDK sends them. A signature is good for a quarter of an hour.</summary>
internal sealed class SignedRequests(int port, string key)
{
    private readonly byte[] _key = Convert.FromBase64String(key);

    public WrkRequest Make(string method, string pathAndQuery, string body = "")
    {
        var date = TimeProvider.System.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
        var signature = Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{method}\n{pathAndQuery}\n{date};127.0.0.1:{port};{hash}")));
        var plain = Unsigned(method, pathAndQuery, body, port);
        return plain with
        {
            Headers =
            [
                .. plain.Headers, new("x-ms-date", date), new("x-ms-content-sha256", hash),
                new("Authorization", $"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}"),
            ],
        };
    }

    /// <summary>The same without what a signature needs.</summary>
    public static WrkRequest Unsigned(string method, string pathAndQuery, string body, int port) => new(
        port, method, pathAndQuery,
        [
            new("Accept", "application/json"), new("User-Agent", "azsdk-js-communication-identity/1.3.1 Node/v20 OS/x64-Linux"), new("x-ms-client-request-id", "0f5e1b0c-1f3a-4b61-9f4d-3f2b8f0b1a11"),
            .. body.Length > 0 ? [new KeyValuePair<string, string>("Content-Type", "application/json")] : Array.Empty<KeyValuePair<string, string>>(),
        ],
        body);
}
