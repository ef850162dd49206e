using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Telephony.Peers.Gateway;

namespace Telephony.Interop.Api;

/// <summary>Requests signed as the service documents it, by hand: for what the SDKs never send.</summary>
internal sealed class SignedClient(GatewayProcess gateway, string key) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{gateway.GatewayPorts.Http}"), Timeout = TimeSpan.FromSeconds(5) };
    private readonly byte[] _key = Convert.FromBase64String(key);

    public static async Task<SignedClient> ForAsync(GatewayProcess gateway) => new(gateway, (await gateway.ConnectionStringAsync()).Split("accesskey=")[1]);

    /// <param name="change">Made after it was signed.</param>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string pathAndQuery, string body = "", DateTimeOffset? date = null, Action<HttpRequestMessage>? change = null, CancellationToken cancellation = default)
    {
        using var request = Sign(method, pathAndQuery, body, date ?? TimeProvider.System.GetUtcNow());
        change?.Invoke(request);
        return await _http.SendAsync(request, cancellation);
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Sign(HttpMethod method, string pathAndQuery, string body, DateTimeOffset at)
    {
        var date = at.ToString("r", CultureInfo.InvariantCulture);
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
        var signature = Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{method}\n{pathAndQuery}\n{date};127.0.0.1:{gateway.GatewayPorts.Http};{hash}")));
        var request = new HttpRequestMessage(method, pathAndQuery);
        if (body.Length > 0) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Add("x-ms-date", date);
        request.Headers.Add("x-ms-content-sha256", hash);
        request.Headers.TryAddWithoutValidation("Authorization", $"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}");
        return request;
    }
}
