using System.Net.Http.Json;
using System.Text.Json;
using Telephony.Peers.Gateway;

namespace Telephony.Interop.Api;

/// <summary>A client of the message API that does not give up: it repeats a send under the same key until it is answered, as the SDK does.</summary>
internal sealed class MessageClient(GatewayProcess gateway, string key) : IDisposable
{
    private const string Version = "?api-version=2021-03-07";

    private readonly SignedClient _client = new(gateway, key);

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
                using var answer = await _client.SendAsync(HttpMethod.Post, "/sms" + Version, body, cancellation: cancellation);
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
        using var answer = await _client.SendAsync(HttpMethod.Get, $"/sms/messages/{id}{Version}");
        answer.EnsureSuccessStatusCode();
        var message = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (message.GetProperty("status").GetString() ?? "", message.GetProperty("carrier").GetString() ?? "");
    }

    public void Dispose() => _client.Dispose();
}
