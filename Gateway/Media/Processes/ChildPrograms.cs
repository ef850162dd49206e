using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Telephony.Media.Processes;

/// <summary>
/// Runs other programs (ffmpeg, espeak-ng) for a bounded time, with a bounded output, and at most so many at once: whoever asks for more waits for a place. They run behind the gateway's own threads
/// (a lower priority), since audio must not wait for them. No shell is involved: arguments are passed as they are. Any thread.
/// </summary>
public sealed class ChildPrograms(TimeProvider clock, int mostAtOnce = 4) : IDisposable
{
    private const int MaxComplaint = 4096;

    private readonly SemaphoreSlim _places = new(mostAtOnce, mostAtOnce);
    private int _running;

    /// <summary>How many run now.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>The path of a program, or null: it is not in PATH.</summary>
    public static string? Find(string program)
    {
        if (program.Contains('/', StringComparison.Ordinal)) return File.Exists(program) ? program : null;
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            var path = Path.Combine(folder, program);
            if (File.Exists(path)) return path;
        }
        return null;
    }

    /// <summary>Runs it to its end, or to one of its limits. The time it waits for a place counts.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the program is killed.</exception>
    public async Task<ChildOutcome> RunAsync(ChildRun run, CancellationToken cancel)
    {
        if (Find(run.Program) is not { } path) return new ChildOutcome.NotInstalled(run.Program);
        using var limit = new CancellationTokenSource(run.TimeLimit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            await _places.WaitAsync(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new ChildOutcome.TimedOut(run.TimeLimit);
        }
        Interlocked.Increment(ref _running);
        try
        {
            return await RunAsync(path, run, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new ChildOutcome.TimedOut(run.TimeLimit);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    private static async Task<ChildOutcome> RunAsync(string path, ChildRun run, CancellationToken cancel)
    {
        using var process = new Process { StartInfo = new ProcessStartInfo(path, run.Arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true } };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return new ChildOutcome.NotInstalled(run.Program);
        }
        try
        {
            StepBack(process);
            var feeding = FeedAsync(process, run, cancel);
            var complaining = ComplaintAsync(process.StandardError.BaseStream, cancel);
            var output = await CollectAsync(process.StandardOutput.BaseStream, run, cancel).ConfigureAwait(false);
            if (output is null) return new ChildOutcome.TooMuchOutput(run.MaxOutputBytes);
            await feeding.ConfigureAwait(false);
            var complaint = await complaining.ConfigureAwait(false);
            await process.WaitForExitAsync(cancel).ConfigureAwait(false);
            return new ChildOutcome.Ended(process.ExitCode, output, complaint);
        }
        finally
        {
            Kill(process);
        }
    }

    private static void StepBack(Process process)
    {
        try
        {
            process.PriorityClass = ProcessPriorityClass.BelowNormal;
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or NotSupportedException)
        {
            // It has ended already, or the system does not allow it.
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has just ended.
        }
    }

    private static async Task FeedAsync(Process process, ChildRun run, CancellationToken cancel)
    {
        try
        {
            if (run.InputFrom is { } from) await from.CopyToAsync(process.StandardInput.BaseStream, cancel).ConfigureAwait(false);
            else await process.StandardInput.BaseStream.WriteAsync(run.Input, cancel).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // A program may stop reading when it has seen enough; what it says then is in its output.
        }
    }

    private static async Task<byte[]?> CollectAsync(Stream output, ChildRun run, CancellationToken cancel)
    {
        if (run.OutputTo is { } to)
        {
            await output.CopyToAsync(to, cancel).ConfigureAwait(false);
            return [];
        }
        using var collected = new MemoryStream();
        var block = new byte[32 * 1024];
        for (;;)
        {
            var length = await output.ReadAsync(block, cancel).ConfigureAwait(false);
            if (length == 0) return collected.ToArray();
            if (collected.Length + length > run.MaxOutputBytes) return null;
            collected.Write(block, 0, length);
        }
    }

    /// <summary>The last line; what is longer than the bound is read and dropped, so that the program does not stall on a full pipe.</summary>
    private static async Task<string> ComplaintAsync(Stream errors, CancellationToken cancel)
    {
        var kept = new byte[MaxComplaint];
        var block = new byte[MaxComplaint];
        var filled = 0;
        try
        {
            for (int length; (length = await errors.ReadAsync(block, cancel).ConfigureAwait(false)) > 0;)
            {
                var keep = Math.Min(filled, MaxComplaint - length);
                if (keep < filled) kept.AsSpan(filled - keep, keep).CopyTo(kept);
                block.AsSpan(0, length).CopyTo(kept.AsSpan(keep));
                filled = keep + length;
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // What was read so far is what there is to say.
        }
        var text = Encoding.UTF8.GetString(kept, 0, filled).Trim();
        return text[(text.LastIndexOf('\n') + 1)..].Trim();
    }
}
