using System.Globalization;
using Telephony.Peers.Processes;
using Telephony.Peers.Sounds;

namespace Telephony.Peers.Agents;

/// <summary>One SIPp: an SBC or a carrier that follows a scenario file.</summary>
public sealed class Sipp : IAsyncDisposable
{
    private static readonly string[] s_first = ["--rr", "1", "sipp"];

    private static int s_started;

    private readonly SippRun _run;
    private readonly ChildProcess _process;
    private readonly string _folder;

    private Sipp(SippRun run, ChildProcess process, string folder, int port) => (_run, _process, _folder, Port) = (run, process, folder, port);

    public int Port { get; }

    /// <summary><c>127.0.0.1:port</c> or <c>[::1]:port</c>.</summary>
    public string Address => $"{Host(_run)}:{Port}";

    public ChildProcess Process => _process;

    /// <summary>What SIPp complained about; empty when all was as the scenario says.</summary>
    public string Errors => Read("errors.txt");

    /// <summary>The messages sent and received, as far as they are on disk.</summary>
    public string Messages => Read("messages.txt");

    /// <summary>Starts SIPp; one that waits for calls is listening when this returns.</summary>
    public static async Task<Sipp> StartAsync(WorkFolder work, SippRun run)
    {
        var port = run.Port == 0 ? Ports.Take() : run.Port;
        var folder = work.Folder($"{run.Scenario}-{port}-{Interlocked.Increment(ref s_started)}");      // a port may be used again
        var scenario = Path.Combine(AppContext.BaseDirectory, "Scenarios", run.Scenario + ".xml");
        await Mulaw.WriteToneAsync(Path.Combine(folder, "tone.ulaw"), run.ToneHertz, TimeSpan.FromSeconds(2));
        await Alaw.WriteToneAsync(Path.Combine(folder, "tone.alaw"), run.ToneHertz, TimeSpan.FromSeconds(2));
        var arguments = Arguments(run, scenario, port);
        var (program, words) = run.Punctual && Environment.IsPrivilegedProcess ? ("chrt", [.. s_first, .. arguments]) : ("sipp", arguments);
        var process = await ChildProcess.StartAsync($"sipp {run.Scenario}", program, words, folder, run.Limit + TimeSpan.FromSeconds(5), core: run.Core);
        var sipp = new Sipp(run, process, folder, port);
        if (run.Remote is null) await Ports.BoundAsync(port, process, run.Tcp);
        return sipp;
    }

    /// <summary>Waits for the end; throws with SIPp's errors and messages unless every call went as the scenario says.</summary>
    public async Task SucceedsAsync()
    {
        var code = await _process.ExitAsync(_run.Limit + TimeSpan.FromSeconds(10));
        if (code != 0) throw new SippFailedException($"SIPp {_run.Scenario} ended with {code}.\n{Errors}\n{Tail(Messages)}\n{Tail(_process.Log)}");
    }

    /// <summary>Waits for the end, whatever it is.</summary>
    public Task<int> EndsAsync() => _process.ExitAsync(_run.Limit + TimeSpan.FromSeconds(10));

    /// <summary>Waits until a message that contains the text was sent or received.</summary>
    public Task SeesAsync(string text, TimeSpan? within = null) => Until.TrueAsync(
        () => Messages.Contains(text, StringComparison.Ordinal), within ?? TimeSpan.FromSeconds(20), () => $"SIPp {_run.Scenario} did not see '{text}'.\n{Errors}\n{Tail(Messages)}");

    /// <summary>Waits until it has received <paramref name="calls"/> calls: it writes its figures once a second.</summary>
    public Task ReceivesAsync(int calls) =>
        Until.TrueAsync(() => Figures.Received >= calls, TimeSpan.FromSeconds(5), () => $"{calls} calls were to be received, {Figures.Received} were");

    /// <summary>The last figures of the statistics file: column name to value, such as <c>SuccessfulCall(C)</c>.</summary>
    public SippFigures Figures => SippFigures.Parse(Read("figures.csv"));

    /// <summary>Set-up times in milliseconds of the calls so far, unordered (needs <see cref="SippRun.TraceDelays"/>).</summary>
    public IReadOnlyList<double> Delays =>
    [
        .. Directory.EnumerateFiles(_folder, "*_rtt.csv").SelectMany(File.ReadLines).Skip(1)
            .Select(static line => line.Split(';'))
            .Where(static fields => fields.Length >= 2)
            .Select(static fields => double.Parse(fields[1], CultureInfo.InvariantCulture)),
    ];

    /// <summary>Lets running calls end, starts no more.</summary>
    public void StopCalling() => _process.Signal(PosixSignalNumber.User1);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static List<string> Arguments(SippRun run, string scenario, int port)
    {
        var host = Host(run);
        List<string> arguments =
        [
            "-sf", scenario, "-t", run.Tcp ? "t1" : "u1", "-i", host, "-mi", host, "-p", $"{port}", "-s", run.Called, "-key", "caller", run.Caller,
            "-d", $"{run.Pause.TotalMilliseconds}", "-cp", $"{Ports.Take()}", "-nostdin", "-trace_err", "-error_file", "errors.txt",
            "-trace_stat", "-stf", "figures.csv", "-fd", "1", "-timeout", $"{run.Limit.TotalSeconds}s", "-timeout_error",
        ];
        if (run.Calls > 0) arguments.AddRange(["-m", $"{run.Calls}"]);
        if (run.Calls is > 0 and <= 100) arguments.AddRange(["-trace_msg", "-message_file", "messages.txt"]);
        if (run.Remote is not null) arguments.AddRange(["-r", $"{run.CallsPerSecond}"]);
        if (run.AtOnce > 0) arguments.AddRange(["-l", $"{run.AtOnce}"]);
        if (run.User is not null) arguments.AddRange(["-au", run.User, "-ap", run.Password ?? ""]);
        if (run.TraceDelays) arguments.AddRange(["-trace_rtt", "-rtt_freq", "1"]);
        foreach (var (key, value) in run.Keys) arguments.AddRange(["-key", key, value]);
        arguments.AddRange(run.More);
        if (run.Remote is not null) arguments.Add(run.Remote);
        return arguments;
    }

    private static string Host(SippRun run) => run.V6 ? "[::1]" : "127.0.0.1";

    private string Read(string name) => Path.Combine(_folder, name) is var path && File.Exists(path) ? ReadShared(path) : "";

    private static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    private static string Tail(string text) => text.Length <= 12_000 ? text : "…" + text[^12_000..];
}

/// <summary>A SIPp scenario did not go as written; the message holds SIPp's own account.</summary>
public sealed class SippFailedException(string message) : Exception(message);
