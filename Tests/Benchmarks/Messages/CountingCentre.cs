using System.Globalization;
using Telephony.Peers.Processes;

namespace Telephony.Benchmarks.Messages;

/// <summary>The message centre of the interop tests (npm smpp), which counts what it takes.</summary>
internal sealed class CountingCentre : IAsyncDisposable
{
    public const string Password = "secret";

    private readonly ChildProcess _process;
    private readonly HttpClient _control;

    private CountingCentre(ChildProcess process, HttpClient control, int port) => (_process, _control, Port) = (process, control, port);

    public int Port { get; }

    public static async Task<CountingCentre> StartAsync(WorkFolder work, int core)
    {
        var (port, control) = (Ports.Take(), Ports.Take());
        var folder = Path.Combine(Telephony.Peers.Gateway.Repository.Root, "Tests", "Interop", "Node");
        var process = await ChildProcess.StartAsync("smsc", "node", [Path.Combine(folder, "smsc.mjs"), $"{port}", $"{control}", Password], folder, TimeSpan.FromMinutes(20), core: core);
        await process.SaysAsync("ready", TimeSpan.FromSeconds(20));
        return new CountingCentre(process, new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{control}") }, port);
    }

    public async Task<int> CountAsync() => int.Parse(await _control.GetStringAsync(new Uri("/count", UriKind.Relative)), CultureInfo.InvariantCulture);

    /// <summary>Delivery reports wait for <see cref="ReleaseAsync"/>.</summary>
    public Task KeepAsync() => PostAsync("/keep");

    /// <summary>All of them, as fast as they are taken.</summary>
    public Task ReleaseAsync() => PostAsync("/release");

    public async Task<bool> IsBoundAsync() => (await _control.GetStringAsync(new Uri("/binds", UriKind.Relative))).Contains("true", StringComparison.Ordinal);

    /// <summary>When it has taken so many; false if it stays short of them.</summary>
    public async Task<bool> TakesAsync(int messages, TimeSpan limit)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < limit)
        {
            if (await CountAsync() >= messages) return true;
            await Task.Delay(10);
        }
        return false;
    }

    private async Task PostAsync(string path)
    {
        using var answer = await _control.PostAsync(new Uri(path, UriKind.Relative), null);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _control.Dispose();
    }
}
