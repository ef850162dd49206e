using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Telephony.Benchmarks.Api;

/// <summary>What is told of a call.</summary>
/// <param name="Type">Without its prefix: <c>CallConnected</c>.</param>
/// <param name="At">When it came, by <see cref="Stopwatch.GetTimestamp"/>.</param>
internal readonly record struct CallNews(string Type, string Connection, long At);

/// <summary>An application that answers every call: the handshake of its subscription, the answer, and what is told of the calls then.</summary>
internal sealed class AnsweringApplication : IAsyncDisposable
{
    private const string Prefix = "Microsoft.Communication.";

    private readonly WebApplication _app;
    private readonly Func<string, string, Task> _onAnswered;
    private readonly Func<CallNews, Task> _onTold;

    private AnsweringApplication(WebApplication app, string url, CallingApi api, Func<string, string, Task> onAnswered, Func<CallNews, Task> onTold) =>
        (_app, Url, Api, _onAnswered, _onTold) = (app, url, api, onAnswered, onTold);

    public string Url { get; }

    public CallingApi Api { get; }

    /// <param name="onAnswered">The connection, and the caller's raw id; any number at the same time, and what is told of the call may come before.</param>
    public static async Task<AnsweringApplication> StartAsync(int port, SignedRequests requests, Func<string, string, Task> onAnswered, Func<CallNews, Task> onTold)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        builder.WebHost.UseUrls(url);
        var app = builder.Build();
        var application = new AnsweringApplication(app, url, new CallingApi(requests), onAnswered, onTold);
        app.MapPost("/events", application.OnEventAsync);
        app.MapPost("/callbacks", application.OnCallbackAsync);
        await app.StartAsync();
        return application;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Api.Dispose();
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
        var answer = await Api.PostAsync(":answer", new Dictionary<string, object> { ["incomingCallContext"] = data.GetProperty("incomingCallContext").GetString()!, ["callbackUri"] = Url + "/callbacks" });
        await _onAnswered(answer.GetProperty("callConnectionId").GetString()!, data.GetProperty("from").GetProperty("rawId").GetString()!);
    }

    private async Task OnCallbackAsync(HttpContext context)
    {
        var now = Stopwatch.GetTimestamp();
        using var document = await JsonDocument.ParseAsync(context.Request.Body);
        var told = document.RootElement[0];
        await _onTold(new CallNews(told.GetProperty("type").GetString()![Prefix.Length..], told.GetProperty("data").GetProperty("callConnectionId").GetString()!, now));
    }
}
