using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Telephony.Benchmarks.Api;

/// <summary>The call automation API of a gateway, as an application of the benchmarks asks it.</summary>
internal sealed class CallingApi(SignedRequests requests) : IDisposable
{
    private const string Version = "?api-version=2025-06-15";

    private readonly HttpClient _http = new();

    /// <exception cref="InvalidOperationException">It was refused.</exception>
    public async Task<JsonElement> PostAsync(string path, Dictionary<string, object> body)
    {
        var request = requests.Make("POST", $"/calling/callConnections{path}{Version}", JsonSerializer.Serialize(body));
        using var message = new HttpRequestMessage(HttpMethod.Post, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{request.Port}{request.PathAndQuery}"));
        message.Content = new StringContent(request.Body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in request.Headers.Where(static header => header.Key != "Content-Type")) message.Headers.TryAddWithoutValidation(name, value);
        using var answer = await _http.SendAsync(message);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{path} was answered {(int)answer.StatusCode}: {text}");
        return text.Length > 0 ? JsonDocument.Parse(text).RootElement : default;
    }

    public void Dispose() => _http.Dispose();
}
