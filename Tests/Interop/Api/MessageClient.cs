using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Telephony.Peers.Gateway;

namespace Telephony.Interop.Api;

/// <summary>A client of the message API that does not give up: it repeats a send under the same key until it is answered, as the SDK does.</summary>
internal sealed class MessageClient(GatewayProcess gateway, string key) : IDisposable
{
    private const string Version = "?api-version=2021-03-07";

    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{gateway.GatewayPorts.Http}"), Timeout = TimeSpan.FromSeconds(5) };
    private readonly byte[] _key = Convert.FromBase64String(key);

    /// <summary>The message's id, once it is accepted.</summary>
    public async Task<string> SendAsync(string from, string to, string repeatKey, CancellationToken cancellation)
    {
        var body = JsonSerializer.Serialize(new
        {
            from, message = "Hello " + repeatKey, smsRecipients = new[] { new { to, repeatabilityRequestId = repeatKey, repeatabilityFirstSent = "Sat, 28 Nov 2026 08:00:00 GMT" } }, smsSendOptions = new { enableDeliveryReport = true },
        });
        while (true)
        {
            try
            {
                using var answer = await _http.SendAsync(Sign(HttpMethod.Post, "/sms" + Version, body), cancellation);
                if (answer.IsSuccessStatusCode && (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation)).GetProperty("value")[0] is var item && item.GetProperty("httpStatusCode").GetInt32() == 202)
                    return item.GetProperty("messageId").GetString() ?? throw new InvalidOperationException("There is no message id.");
                if ((int)answer.StatusCode < 500) throw new InvalidOperationException($"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}");
            }
            catch (Exception lost) when (lost is HttpRequestException or IOException || (lost is TaskCanceledException && !cancellation.IsCancellationRequested))
            {
                // The gateway was killed: again, under the same key.
            }
            await Task.Delay(50, cancellation);
        }
    }

    public async Task<(string State, string Carrier)> StateAsync(string id)
    {
        using var answer = await _http.SendAsync(Sign(HttpMethod.Get, $"/sms/messages/{id}{Version}", ""));
        answer.EnsureSuccessStatusCode();
        var message = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (message.GetProperty("status").GetString() ?? "", message.GetProperty("carrier").GetString() ?? "");
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Sign(HttpMethod method, string pathAndQuery, string body)
    {
        var date = TimeProvider.System.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
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
