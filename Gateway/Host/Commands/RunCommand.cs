using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Prometheus;
using Telephony.Host.Composition;
using Telephony.Host.Health;
using Telephony.Host.Metrics;
using Telephony.Host.Settings;

namespace Telephony.Host.Commands;

/// <summary><c>telephony run</c>: the gateway as a service, until SIGTERM or Ctrl-C drains it.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(string? config, CancellationToken cancellation)
    {
        if (CommandSettings.Load(config, Console.Error) is not { } settings) return ExitCodes.BadSettings;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = Path.GetDirectoryName(settings.File) });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddJsonFile(settings.File, optional: false).AddEnvironmentVariables("ASPNETCORE_").AddEnvironmentVariables();
        builder.Logging.AddSimpleConsole(static console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd HH:mm:ss.fff ";
            console.UseUtcTimestamp = true;
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.Calls.DrainLimit + TimeSpan.FromSeconds(15));
        if (settings.OtlpEndpoint is { } endpoint) Tracing.Add(builder.Services, endpoint);
        Prometheus.Metrics.SuppressDefaultMetrics(new SuppressDefaultMetricOptions { SuppressEventCounters = true });
        var app = builder.Build();
        await using var node = new GatewayNode(settings, app.Services.GetRequiredService<ILoggerFactory>(), TimeProvider.System);
        try
        {
            await node.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is StartException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync(refused.Message).ConfigureAwait(false);
            return ExitCodes.CannotStart;
        }
        using var meter = new GatewayMeter(node);
        HealthEndpoints.Map(app, node);
        app.MapMetrics();
        return await ServeAsync(app, node, settings, cancellation).ConfigureAwait(false);
    }

    private static async Task<int> ServeAsync(WebApplication app, GatewayNode node, GatewaySettings settings, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException taken)
        {
            await Console.Error.WriteLineAsync($"{settings.File}: Urls: HTTP cannot be served: {taken.Message}").ConfigureAwait(false);
            return ExitCodes.CannotStart;
        }
        Welcome.Write(Console.Out, settings, node, app.Urls);
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = app.Lifetime.ApplicationStopping.Register(stopping.SetResult).ConfigureAwait(false);
        using var terminate = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, signal =>
        {
            // HTTP goes on while calls drain, so that a load balancer sees "draining".
            signal.Cancel = true;
            stopping.TrySetResult();
        });
        using var interrupt = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            stopping.TrySetResult();
        });
        await stopping.Task.ConfigureAwait(false);
        await node.DrainAsync(CancellationToken.None).ConfigureAwait(false);
        await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
        return ExitCodes.Good;
    }
}
