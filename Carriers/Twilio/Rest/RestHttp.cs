using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Twilio.Http;
using HttpClient = System.Net.Http.HttpClient;

namespace Telephony.Twilio.Rest;

/// <summary>
/// Below the package's client: requests go by our own connections, to another address where settings say so, within a time limit; an answer that is no success keeps its Retry-After.
/// </summary>
internal sealed class RestHttp(HttpClient http, Uri? baseAddress, TimeSpan limit, TimeProvider clock) : global::Twilio.Http.HttpClient
{
    public override Response MakeRequest(Request request) => throw new NotSupportedException("Nobody may wait for Twilio with a thread.");

    public override async Task<Response> MakeRequestAsync(Request request)
    {
        using var message = new HttpRequestMessage(new System.Net.Http.HttpMethod(request.Method.ToString()), AddressOf(request.ConstructUrl()));
        message.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{request.Username}:{request.Password}")));
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (!Equals(request.Method, global::Twilio.Http.HttpMethod.Get) && !Equals(request.Method, global::Twilio.Http.HttpMethod.Delete)) message.Content = new FormUrlEncodedContent(request.PostParams);
        using var patience = new CancellationTokenSource(limit, clock);
        using var response = await http.SendAsync(message, patience.Token).ConfigureAwait(false);
        var content = await response.Content.ReadAsStringAsync(patience.Token).ConfigureAwait(false);
        return response.IsSuccessStatusCode ? new Response(response.StatusCode, content, response.Headers) : throw Refusal(response, content);
    }

    private Uri AddressOf(Uri twilio) => baseAddress is null ? twilio : new Uri(baseAddress, twilio.PathAndQuery);

    private RefusedException Refusal(HttpResponseMessage response, string content)
    {
        var (code, message) = Read(content);
        var after = response.Headers.RetryAfter is not { } wish ? null : wish.Delta ?? (wish.Date is { } date && date > clock.GetUtcNow() ? date - clock.GetUtcNow() : (TimeSpan?)null);
        return new RefusedException((int)response.StatusCode, code, message ?? $"Twilio answers {(int)response.StatusCode}.", after);
    }

    // {"code": 21211, "message": "…", "more_info": "…", "status": 400}; a proxy between may answer anything.
    private static (int Code, string? Message) Read(string content)
    {
        try
        {
            using var json = JsonDocument.Parse(content);
            if (json.RootElement.ValueKind != JsonValueKind.Object) return (0, null);
            var code = json.RootElement.TryGetProperty("code", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var value) ? value : 0;
            return (code, json.RootElement.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? message.GetString() : null);
        }
        catch (JsonException)
        {
            return (0, null);
        }
    }
}
