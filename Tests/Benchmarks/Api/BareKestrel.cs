using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Telephony.Peers.Processes;

namespace Telephony.Benchmarks.Api;

/// <summary>The least that ASP.NET can do: one route of each method that reads the body and answers with fixed bytes. A process of its own, with the gateway's collector.</summary>
internal static class BareKestrel
{
    public const string Word = "bare-kestrel";
    public const string Path = "/bare?api-version=2023-10-01";

    // As in Gateway/Host/runtimeconfig.template.json.
    private static readonly Dictionary<string, string> s_environment = new() { ["DOTNET_gcServer"] = "1", ["DOTNET_GCHeapCount"] = "1", ["DOTNET_GCGen0MaxBudget"] = "8000000", ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0" };

    /// <summary>In the child: serves until it is ended.</summary>
    public static async Task ServeAsync(int port, int bytes)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        var app = builder.Build();
        var answer = new byte[bytes];
        Array.Fill(answer, (byte)' ');
        app.MapMethods("/bare", ["GET", "POST"], async http =>
        {
            while (await http.Request.Body.ReadAsync(new byte[512]) > 0)
            {
                // to the end of it
            }
            http.Response.ContentType = "application/json; charset=utf-8";
            http.Response.ContentLength = answer.Length;
            await http.Response.Body.WriteAsync(answer);
        });
        await app.RunAsync();
    }

    public static async Task<ChildProcess> StartAsync(WorkFolder work, int port, int bytes, int core)
    {
        var child = await ChildProcess.StartAsync(
            Word, Environment.ProcessPath!, [Word, "--port", $"{port}", "--bytes", $"{bytes}"], work.Path, TimeSpan.FromMinutes(10), s_environment, core);      // this program itself
        await Ports.BoundAsync(port, child, tcp: true);
        return child;
    }
}
