using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Telephony.Peers.Processes;

/// <summary>
/// A program under test or a peer. It ends with its owner, also when that is told to end (SIGTERM); below coreutils' <c>timeout</c> it ends even when its owner was killed.
/// Its standard output and error are kept in memory and in <c>NAME.log</c> of the work folder.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private static readonly PosixSignal[] s_ends = [PosixSignal.SIGTERM, PosixSignal.SIGHUP];
    private static readonly ConcurrentDictionary<ChildProcess, Process> s_running = [];
    private static readonly PosixSignalRegistration[] s_told;

    private readonly Process _wrapper;
    private readonly StringBuilder _log = new();
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _outputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _openPipes = 2;
    private int _pid;

    static ChildProcess()
    {
        AppDomain.CurrentDomain.ProcessExit += static (_, _) => EndAll();
        s_told = [.. s_ends.Select(static signal => PosixSignalRegistration.Create(signal, static _ => EndAll()))];      // the runtime raises no ProcessExit for these
    }

    private ChildProcess(string name, Process wrapper) => (Name, _wrapper) = (name, wrapper);

    public string Name { get; }

    public bool HasExited => _wrapper.HasExited;

    /// <summary>The program's own process id (not the wrapper's). Throws when it ended before it could be read.</summary>
    public int Pid => _pid != 0 ? _pid : throw new InvalidOperationException($"{Name} had ended before its process id was read. Log:\n{Log}");

    /// <summary>All that the program has written until now.</summary>
    public string Log
    {
        get { lock (_gate) return _log.ToString(); }
    }

    /// <summary>Starts <paramref name="program"/> in <paramref name="folder"/>; it is killed after <paramref name="limit"/>.</summary>
    /// <param name="core">Pins the program to this core; null leaves it free.</param>
    /// <param name="reads">It is told what to do by lines on its standard input (<see cref="TellAsync"/>); else that is closed.</param>
    public static async Task<ChildProcess> StartAsync(
        string name, string program, IEnumerable<string> arguments, string folder, TimeSpan limit,
        IReadOnlyDictionary<string, string>? environment = null, int? core = null, bool reads = false)
    {
        var start = new ProcessStartInfo("timeout")
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["--kill-after=5", ((int)Math.Ceiling(limit.TotalSeconds)).ToString()]) start.ArgumentList.Add(argument);
        if (core is { } number)
        {
            foreach (var argument in (string[])["taskset", "--cpu-list", number.ToString()]) start.ArgumentList.Add(argument);
        }

        start.ArgumentList.Add(program);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        if (environment is not null)
        {
            foreach (var (key, value) in environment) start.Environment[key] = value;
        }

        var wrapper = new Process { StartInfo = start, EnableRaisingEvents = true };
        var child = new ChildProcess(name, wrapper);
        wrapper.OutputDataReceived += (_, line) => child.OnLine(line.Data);
        wrapper.ErrorDataReceived += (_, line) => child.OnLine(line.Data);
        wrapper.Start();
        s_running[child] = wrapper;
        wrapper.BeginOutputReadLine();
        wrapper.BeginErrorReadLine();
        if (!reads) wrapper.StandardInput.Close();
        await child.FindPidAsync();
        return child;
    }

    /// <summary>A line on its standard input.</summary>
    public async Task TellAsync(string line)
    {
        await _wrapper.StandardInput.WriteLineAsync(line);
        await _wrapper.StandardInput.FlushAsync();
    }

    /// <summary>Waits for the end and for the last line of output. Throws <see cref="TimeoutException"/> with the log.</summary>
    public async Task<int> ExitAsync(TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within);
        try
        {
            await _wrapper.WaitForExitAsync(limit.Token);
            await _outputEnded.Task.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"{Name} did not end within {within.TotalSeconds} s. Log:\n{Log}", late);
        }

        return _wrapper.ExitCode;
    }

    /// <summary>Waits until the log contains the text; throws when the program ends or the time is over before.</summary>
    public Task SaysAsync(string text, TimeSpan within) =>
        Until.TrueAsync(() => Log.Contains(text, StringComparison.Ordinal) || EndedTooEarly(text), within, () => $"{Name} did not say '{text}'. Log:\n{Log}");

    /// <summary>Waits for its start to be over. When that fails it is ended, since nobody holds it yet who would.</summary>
    public async Task HoldsAsync(Task start)
    {
        try
        {
            await start;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public void Signal(PosixSignalNumber signal)
    {
        if (!_wrapper.HasExited) Native.Kill(Pid, (int)signal);
    }

    public long ResidentBytes => ProcessFigures.ResidentBytes(Pid);

    /// <summary>User and system time of the program and of its living children so far.</summary>
    public TimeSpan CpuTime => ProcessFigures.CpuTime(Pid);

    public async ValueTask DisposeAsync()
    {
        if (!_wrapper.HasExited)
        {
            _wrapper.Kill(entireProcessTree: true);
            await _wrapper.WaitForExitAsync();
        }

        s_running.TryRemove(this, out _);
        _wrapper.Dispose();
    }

    private static void EndAll()
    {
        foreach (var wrapper in s_running.Values)
        {
            if (!wrapper.HasExited) wrapper.Kill(entireProcessTree: true);
        }
    }

    private bool EndedTooEarly(string text) =>
        HasExited ? throw new InvalidOperationException($"{Name} ended with {_wrapper.ExitCode} before it said '{text}'. Log:\n{Log}") : false;

    private async Task FindPidAsync()
    {
        while (!_wrapper.HasExited)
        {
            if (ProcessFigures.Children(_wrapper.Id) is [var pid, ..] && !ProcessFigures.IsRunning(pid, "timeout", "taskset"))
            {
                _pid = pid;
                return;
            }

            await Task.Delay(5);
        }
    }

    private void OnLine(string? line)
    {
        if (line is null)
        {
            if (Interlocked.Decrement(ref _openPipes) == 0) _outputEnded.TrySetResult();
            return;
        }

        lock (_gate) _log.AppendLine(line);
    }
}

/// <summary>The signals that tests send; Linux numbers.</summary>
public enum PosixSignalNumber
{
    HangUp = 1,
    Interrupt = 2,
    Quit = 3,
    Kill = 9,
    User1 = 10,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}
