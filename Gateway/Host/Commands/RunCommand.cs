using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Telephony.Api;
using Telephony.Host.Composition;
using Telephony.Host.Control;
using Telephony.Host.Flows;
using Telephony.Host.Health;
using Telephony.Host.Metrics;
using Telephony.Host.Schedules;
using Telephony.Host.Settings;
using Telephony.Host.Web;

namespace Telephony.Host.Commands;

/// <summary><c>telephony run</c>: the gateway as a service, until SIGTERM or Ctrl-C drains it. A second signal ends the drain: running calls get BYE.</summary>
internal static class RunCommand
{
    /// <summary>The builder's own configuration would watch the whole folder of the settings file, and so be woken by each append to the journal below it.</summary>
    private static readonly string[] WatchNothing = ["--hostBuilder:reloadConfigOnChange=false"];

    public static async Task<int> RunAsync(string? config, CancellationToken cancellation)
    {
        if (CommandSettings.Load(config, Console.Error) is not { } settings) return ExitCodes.BadSettings;
        try
        {
            var app = Build(settings);
            await using (app.ConfigureAwait(false))
            {
                var node = app.Services.GetRequiredService<GatewayNode>();
                await using (node.ConfigureAwait(false))
                {
                    await node.StartAsync(cancellation).ConfigureAwait(false);
                    using var metrics = Map(app, node, settings);
                    return await ServeAsync(app, node, settings, cancellation).ConfigureAwait(false);
                }
            }
        }
        catch (Exception refused) when (refused is StartException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync(refused.Message).ConfigureAwait(false);
            return ExitCodes.CannotStart;
        }
    }

    private static MetricsEndpoint Map(WebApplication app, GatewayNode node, GatewaySettings settings)
    {
        OperatorDoor.Guard(app, settings);
        node.Api!.Map(app, node.Messaging!.Api, node.Events!.Api, node.Automation!, node.NumberParts!.Api, node.RoutingServices, node.Flows!.Api, node.Flows.QueueApi);      // the node has started
        var metrics = new MetricsEndpoint(node);
        metrics.Map(app, settings);
        HealthEndpoints.Map(app, node, settings);
        ControlEndpoints.Map(app, node);
        QueueEndpoints.Map(app, node);
        MessageEndpoints.Map(app, node);
        EventEndpoints.Map(app, node);
        CarrierWebhooks.Map(app, node);
        RecordingLinks.Map(app, node, node.Flows!.Recordings);
        ControlSocket.MakeRoom(settings.DataDirectory);
        var ranges = AddressRanges.Publish(settings, Path.Combine(settings.DataDirectory, "ranges.json"));
        app.MapGet("/ranges.json", () => Results.Text(ranges, "application/json")).ForOperator(settings);
        return metrics;
    }

    private static WebApplication Build(GatewaySettings settings)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = settings.Source.Folder, Args = WatchNothing });
        builder.Configuration.Sources.Clear();
        SettingsSource.Add(builder.Configuration, settings.Source.File, optional: true).AddEnvironmentVariables("ASPNETCORE_");
        ConsoleLog.Add(builder.Logging, settings.JsonLog);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.Calls.DrainLimit + TimeSpan.FromSeconds(15));
        builder.Services.AddSingleton(settings);
        GatewayNode? made = null;
        builder.Services.AddSingleton(services => made = new GatewayNode(settings, services.GetRequiredService<ILoggerFactory>(), TimeProvider.System));
        WebListeners.Add(builder, settings, () => made?.Certificates);
        ApiRoutes.AddServices(builder.Services, settings.Api.CorsOrigins);
        HostSchedules.Add(builder.Services, TimeProvider.System);
        if (settings.OtlpEndpoint is { } endpoint) Tracing.Add(builder.Services, endpoint);
        return builder.Build();
    }

    private static async Task<int> ServeAsync(WebApplication app, GatewayNode node, GatewaySettings settings, CancellationToken cancellation)
    {
        using var stopping = new CancellationTokenSource();
        using var hurry = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        try
        {
            await app.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException taken)
        {
            await Console.Error.WriteLineAsync($"{settings.Source.File}: Urls: HTTP cannot be served: {taken.Message.TrimEnd('.')}; stop the program that has the port, or give another.").ConfigureAwait(false);
            return ExitCodes.CannotStart;
        }
        node.Serves();
        ControlSocket.Protect(settings.DataDirectory);
        if (!settings.JsonLog) Welcome.Write(Console.Out, settings, node, [.. app.Urls.Where(static url => !ControlSocket.IsUrl(url))]);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await node.DrainAsync(hurry.Token).ConfigureAwait(false);
        await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
        return ExitCodes.Good;

        // HTTP goes on while calls drain, so that a load balancer sees "draining".
        void OnSignal(PosixSignalContext signal)
        {
            signal.Cancel = true;
            if (stopping.IsCancellationRequested) hurry.Cancel();
            else stopping.Cancel();
        }
    }
}
