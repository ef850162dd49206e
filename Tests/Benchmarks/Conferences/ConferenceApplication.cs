using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Telephony.Benchmarks.Api;

namespace Telephony.Benchmarks.Conferences;

/// <summary>An application that answers every call and moves it into the first one: all who call are in one conference.</summary>
internal sealed class ConferenceApplication : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly CallingApi _api;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _callers = [];      // raw ids, by connection: answered
    private readonly HashSet<string> _connected = [];
    private string? _first;
    private int _seated;

    private ConferenceApplication(WebApplication app, string url, CallingApi api) => (_app, Url, _api) = (app, url, api);

    public string Url { get; }

    /// <summary>Phones in the conference.</summary>
    public int Seated => Volatile.Read(ref _seated);

    public static async Task<ConferenceApplication> StartAsync(int port, SignedRequests requests)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        builder.WebHost.UseUrls(url);
        var app = builder.Build();
        var application = new ConferenceApplication(app, url, new CallingApi(requests));
        app.MapPost("/events", application.OnEventAsync);
        app.MapPost("/callbacks", application.OnCallbackAsync);
        await app.StartAsync();
        return application;
    }

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
        var connection = answer.GetProperty("callConnectionId").GetString()!;
        lock (_gate) _callers[connection] = data.GetProperty("from").GetProperty("rawId").GetString()!;
        await SeatAsync(connection);
    }

    private async Task OnCallbackAsync(HttpContext context)
    {
        using var document = await JsonDocument.ParseAsync(context.Request.Body);
        var told = document.RootElement[0];
        if (told.GetProperty("type").GetString() != "Microsoft.Communication.CallConnected") return;
        var connection = told.GetProperty("data").GetProperty("callConnectionId").GetString()!;
        lock (_gate) _connected.Add(connection);
        await SeatAsync(connection);
    }

    /// <summary>When both the answer to our request and the call's own event are here.</summary>
    private async Task SeatAsync(string connection)
    {
        string? caller, first;
        lock (_gate)
        {
            if (!_connected.Contains(connection) || !_callers.Remove(connection, out caller)) return;
            first = _first;
            _first ??= connection;
        }
        if (first is not null)
        {
            var phone = new Dictionary<string, object> { ["kind"] = "phoneNumber", ["rawId"] = caller, ["phoneNumber"] = new Dictionary<string, object> { ["value"] = caller[2..] } };
            await _api.PostAsync($"/{first}/participants:moveHere", new Dictionary<string, object> { ["targetParticipants"] = new[] { phone }, ["fromCall"] = connection });
        }
        Interlocked.Increment(ref _seated);
    }
}
