using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Telephony.Peers.Processes;

namespace Telephony.Peers.Gateway;

/// <summary>The built gateway as an operator runs it: a process with files, ports, signals and a log.</summary>
public sealed partial class GatewayProcess : IAsyncDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly Dictionary<string, string> _environment;
    private readonly string _folder;
    private readonly int? _core;
    private readonly TimeSpan _longestRun;
    private readonly string? _without;
    private readonly Dictionary<string, string> _connections = [];
    private ChildProcess? _process;

    private GatewayProcess(string folder, Dictionary<string, string> environment, GatewayPorts ports, int? core, GatewaySetup setup) =>
        (_folder, _environment, GatewayPorts, _core, _longestRun, _without) = (folder, environment, ports, core, setup.LongestRun, setup.Without);

    public GatewayPorts GatewayPorts { get; }

    /// <summary>UDP and TCP, IPv4.</summary>
    public string Address => $"127.0.0.1:{GatewayPorts.Sip}";

    public string AddressV6 => $"[::1]:{GatewayPorts.Sip}";

    public string DataFolder => Path.Combine(_folder, "data");

    public ChildProcess Process => _process ?? throw new InvalidOperationException("The gateway was not started.");

    /// <summary>Writes the files, loads the numbers, starts the gateway and waits until it says that it is ready. One that does not become ready is ended.</summary>
    public static async Task<GatewayProcess> StartAsync(WorkFolder work, GatewaySetup setup, GatewayPorts? ports = null, int? core = null)
    {
        ports ??= GatewayPorts.Take(setup.MediaPorts);
        var folder = work.Folder($"gateway-{ports.Sip}");
        var gateway = new GatewayProcess(folder, setup.Write(folder, ports), ports, core, setup);
        if (setup.HasNumbers)
        {
            var file = Path.Combine(folder, "numbers.csv");
            await File.WriteAllTextAsync(file, setup.Numbers);
            await gateway.CommandAsync("numbers", "import", file);
        }

        foreach (var name in setup.Identities) await gateway.CommandAsync("certs", "issue", "--own", name);
        try
        {
            await gateway.RunAsync();
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
        return gateway;
    }

    /// <summary>A certificate for a peer from the gateway's development authority, as an operator makes it.</summary>
    public async Task<IssuedCertificate> IssueAsync(params string[] names)
    {
        await CommandAsync(["certs", "issue", .. names]);
        var folder = Path.Combine(DataFolder, "certs");
        return new IssuedCertificate(Path.Combine(folder, "issued", names[0] + ".pem"), Path.Combine(folder, "issued", names[0] + ".key"), Path.Combine(folder, "ca.pem"));
    }

    /// <summary>Starts the process, again after a kill, and waits for readiness.</summary>
    public async Task RunAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        string[] words = ["dotnet", Repository.HostAssembly, "run", "--config", Repository.Settings];
        if (_without is not null) words = ["setpriv", "--bounding-set", $"-{_without}", .. words];
        _process = await ChildProcess.StartAsync("gateway", words[0], words[1..], _folder, _longestRun, _environment, _core);
        await Until.TrueAsync(
            () => _process.HasExited ? throw new InvalidOperationException($"The gateway ended at its start:\n{_process.Log}") : IsReadyAsync(),
            TimeSpan.FromSeconds(60), () => $"The gateway did not become ready:\n{_process.Log}");
    }

    /// <summary>Of the development authority: what a client of the API loads.</summary>
    public string AuthorityFile => Path.Combine(DataFolder, "certs", "ca.pem");

    /// <summary>With the resource's primary key, as an operator copies it: once, until another command about keys.</summary>
    public async Task<string> ConnectionStringAsync(string resource = "default")
    {
        if (_connections.TryGetValue(resource, out var known)) return known;
        var shown = await CommandAsync("keys", "show", "--resource", resource);
        return _connections[resource] = shown.Split('\n').First(static line => line.StartsWith("Primary", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].Trim();
    }

    /// <summary>Runs a verb of the command line with this gateway's settings and returns what it printed.</summary>
    public async Task<string> CommandAsync(params string[] words)
    {
        if (words[0] is "keys" or "resources" or "restore") _connections.Clear();
        await using var command = await ChildProcess.StartAsync(
            $"gateway {words[0]}", "dotnet", [Repository.HostAssembly, .. words, "--config", Repository.Settings], _folder, TimeSpan.FromMinutes(1), _environment);
        var code = await command.ExitAsync(TimeSpan.FromMinutes(1));
        return code == 0 ? command.Log : throw new InvalidOperationException($"telephony {string.Join(' ', words)} ended with {code}:\n{command.Log}");
    }

    /// <summary>As <see cref="CommandAsync"/>, for a verb that goes on until it is disposed.</summary>
    public Task<ChildProcess> StartCommandAsync(params string[] words) =>
        ChildProcess.StartAsync($"gateway {words[0]}", "dotnet", [Repository.HostAssembly, .. words, "--config", Repository.Settings], _folder, TimeSpan.FromMinutes(2), _environment);

    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{GatewayPorts.Http}/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>The sum of all samples of one metric, whatever their labels; 0 when it is not there.</summary>
    public async Task<double> MetricAsync(string name)
    {
        var text = await _http.GetStringAsync(new Uri($"http://127.0.0.1:{GatewayPorts.Http}/metrics"));
        return text.Split('\n')
            .Where(line => line.StartsWith(name + " ", StringComparison.Ordinal) || line.StartsWith(name + "{", StringComparison.Ordinal))
            .Sum(static line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    /// <summary>Calls that are held now.</summary>
    public async Task<int> CallsAsync() => (int)await MetricAsync(GatewayMetrics.ActiveCalls);

    public Task HasNoCallAsync() => Until.TrueAsync(
        async () => await CallsAsync() == 0, TimeSpan.FromSeconds(15), () => $"The gateway still holds calls. Log:\n{Process.Log}");

    /// <summary>Waits until the log's last word on this trunk is <paramref name="state"/>: active or inactive.</summary>
    public Task SaysTrunkIsAsync(string trunk, string state) => Until.TrueAsync(
        () => Process.Log.Split('\n').LastOrDefault(line => line.Contains($"Trunk {trunk} is", StringComparison.Ordinal))
            ?.Contains($" is {state}", StringComparison.Ordinal) == true,
        TimeSpan.FromSeconds(20), () => $"The gateway did not say that {trunk} is {state}. Log:\n{Process.Log}");

    /// <summary>Waits until exactly these of a trunk's places, in order, are tried last because they do not answer.</summary>
    public Task PlacesAreTriedLastAsync(string trunk, params bool[] last) => Until.TrueAsync(
        async () => (await PlacesAsync(trunk)).SequenceEqual(last),
        TimeSpan.FromSeconds(20), () => $"The places of {trunk} are not known to be {string.Join(", ", last.Select(static down => down ? "down" : "up"))}. Log:\n{Process.Log}");

    private async Task<IReadOnlyList<bool>> PlacesAsync(string trunk)
    {
        using var status = JsonDocument.Parse(await _http.GetStringAsync(new Uri($"http://127.0.0.1:{GatewayPorts.Http}/status")));
        var found = status.RootElement.GetProperty("trunks").EnumerateArray().First(entry => entry.GetProperty("fqdn").GetString() == trunk);
        return [.. found.GetProperty("places").EnumerateArray().Select(static place => place.GetProperty("triedLast").GetBoolean())];
    }

    public void Kill() => Process.Signal(PosixSignalNumber.Kill);

    /// <summary>SIGTERM, as a service manager sends it: new calls are refused, running ones finish.</summary>
    public void Drain() => Process.Signal(PosixSignalNumber.Terminate);

    /// <summary>What the log holds of errors and failures; empty after a good run.</summary>
    public IReadOnlyList<string> Complaints => [.. Process.Log.Split('\n').Where(static line => ComplaintLine().IsMatch(line))];

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_process is not null) await _process.DisposeAsync();
    }

    [GeneratedRegex(@"^\s*(\S+ )?(fail|crit|error|critical)\b|Unhandled exception", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ComplaintLine();
}
