using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Telephony.Benchmarks.Api;
using Telephony.Benchmarks.Media;

namespace Telephony.Benchmarks.Keys;

/// <summary>An application that answers every call, has each key told, and measures when it hears of it.</summary>
internal sealed class KeyApplication : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly CallingApi _api;
    private readonly ConcurrentDictionary<string, string> _callers = new();           // by connection
    private readonly ConcurrentDictionary<string, long> _pressed = new();             // when the last key of a caller ended
    private readonly DelayHistogram _delays = new();
    private int _listening;

    private KeyApplication(WebApplication app, string url, CallingApi api) => (_app, Url, _api) = (app, url, api);

    public string Url { get; }

    /// <summary>Calls whose keys are told.</summary>
    public int Listening => Volatile.Read(ref _listening);

    public DelayHistogram Delays
    {
        get { lock (_delays) return _delays; }
    }

    public static async Task<KeyApplication> StartAsync(int port, SignedRequests requests)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        builder.WebHost.UseUrls(url);
        var app = builder.Build();
        var application = new KeyApplication(app, url, new CallingApi(requests));
        app.MapPost("/events", application.OnEventAsync);
        app.MapPost("/callbacks", application.OnCallbackAsync);
        await app.StartAsync();
        return application;
    }

    /// <summary>A key of this caller has ended.</summary>
    public void Expect(string caller, long endsAt) => _pressed[caller] = endsAt;

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _api.Dispose();
    }

    private async Task OnEventAsync(HttpContext context)
    {
        using var document = await JsonDocument.ParseAsync(context.Request.Body);
        var told = document.RootElement[0];
        var data = told.GetProperty("data");
        if (told.GetProperty("eventType").GetString() == "Microsoft.EventGrid.SubscriptionValidationEvent")
        {
            await context.Response.WriteAsJsonAsync(new Dictionary<string, string> { ["validationResponse"] = data.GetProperty("validationCode").GetString()! });
            return;
        }
        var answer = await _api.PostAsync(":answer", new Dictionary<string, object> { ["incomingCallContext"] = data.GetProperty("incomingCallContext").GetString()!, ["callbackUri"] = Url + "/callbacks" });
        _callers[answer.GetProperty("callConnectionId").GetString()!] = data.GetProperty("from").GetProperty("rawId").GetString()![2..];
    }

    private async Task OnCallbackAsync(HttpContext context)
    {
        var now = Stopwatch.GetTimestamp();
        using var document = await JsonDocument.ParseAsync(context.Request.Body);
        var told = document.RootElement[0];
        var connection = told.GetProperty("data").GetProperty("callConnectionId").GetString()!;
        switch (told.GetProperty("type").GetString())
        {
            case "Microsoft.Communication.CallConnected":
                _ = ListenAsync(connection);
                break;
            case "Microsoft.Communication.ContinuousDtmfRecognitionToneReceived":
                if (_callers.TryGetValue(connection, out var caller) && _pressed.TryRemove(caller, out var endsAt))
                    lock (_delays) _delays.Add(now - endsAt);
                break;
            default:
                break;
        }
    }

    private async Task ListenAsync(string connection)
    {
        await _api.PostAsync($"/{connection}:startContinuousDtmfRecognition", []);
        Interlocked.Increment(ref _listening);
    }
}
