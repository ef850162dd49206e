using System.Net.Http.Json;
using System.Text.Json;
using Telephony.Interop.Carriers;
using Telephony.Peers.Agents;
using Telephony.Peers.Processes;

namespace Telephony.Interop.Events;

/// <summary>The application of <c>Node/webhook.mjs</c>.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _process;
    private readonly HttpClient _control;
    private readonly int _port;
    private readonly int _tlsPort;

    private WebhookReceiver(ChildProcess process, HttpClient control, int port, int tlsPort) => (_process, _control, _port, _tlsPort) = (process, control, port, tlsPort);

    public string Log => _process.Log;

    /// <param name="trusted">Authorities of the gateway's API: for the published keys.</param>
    public static async Task<WebhookReceiver> StartAsync(Certificates tls, string? trusted)
    {
        var (port, tlsPort, control) = (Ports.Take(), Ports.Take(), Ports.Take());
        var environment = trusted is null ? null : new Dictionary<string, string> { ["NODE_EXTRA_CA_CERTS"] = trusted };
        var process = await ChildProcess.StartAsync("webhook", "node", [Node.Script("webhook.mjs"), $"{port}", $"{tlsPort}", $"{control}", tls.CertificateFile, tls.KeyFile], Node.Folder, TimeSpan.FromHours(1), environment);
        await process.HoldsAsync(process.SaysAsync("ready", Limit));
        return new WebhookReceiver(process, new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{control}") }, port, tlsPort);
    }

    public string Url(string path) => $"http://127.0.0.1:{_port}{path}";

    public string HttpsUrl(string path) => $"https://localhost:{_tlsPort}{path}";

    public Task AnswersAsync(string path, int status, int ms = 0) => PostAsync("/answer", new { path, status, ms });

    public async Task PostAsync(string path, object? body = null) => (await _control.PostAsJsonAsync(path, body ?? new { })).EnsureSuccessStatusCode();

    public async Task<IReadOnlyList<TakenEvent>> TakenAsync(string path) =>
        [.. (await _control.GetFromJsonAsync<List<TakenEvent>>("/taken", JsonSerializerOptions.Web) ?? []).Where(taken => taken.Path == path)];

    /// <summary>Waits for an event whose text this is.</summary>
    public async Task<TakenEvent> TakesAsync(string path, string text)
    {
        TakenEvent? found = null;
        await Until.TrueAsync(async () => (found = (await TakenAsync(path)).FirstOrDefault(taken => taken.Text == text)) is not null, Limit, () => $"{path} was not sent \"{text}\".\n{Log}");
        return found!;
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _process.DisposeAsync();
    }
}

/// <param name="Attempts">Before this one.</param>
internal sealed record TakenEvent(string Path, int Attempts, string Id, string Type, string Subject, JsonElement Data)
{
    public string? Text => Data.TryGetProperty("message", out var message) ? message.GetString() : null;
}
