using Microsoft.Extensions.Logging;
using Telephony.Audio.Sources;

namespace Telephony.Media.Recording;

/// <summary>
/// One recording while it runs. The media thread brings frames (<see cref="Write"/>: no allocation, no lock, no disk); a task of its own takes them to the file each second. A disk that is too slow costs frames, which are silence in
/// the file and are counted; time never shifts. Control (pause, resume, stop) from any thread.
/// </summary>
public sealed class CallRecording : IAsyncDisposable
{
    private readonly RecordingOrder _order;
    private readonly RecordingStoreOptions _options;
    private readonly Func<int, RecordingFile> _open;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly FrameRing _ring;
    private readonly short[] _frame;
    private readonly short[] _silence;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<(int Index, long Bytes)> _files = [];
    private readonly Task _writing;
    private long _next;                    // number of the next frame; media thread
    private long _placed;                  // frames in the file
    private volatile bool _paused;
    private volatile string? _failure;

    internal CallRecording(RecordingOrder order, RecordingStoreOptions options, Func<int, RecordingFile> open, TimeProvider clock, ILogger log)
    {
        (_order, _options, _open, _clock, _log) = (order, options, open, clock, log);
        var frameSamples = options.SampleRate / 50 * order.Channels;
        (_frame, _silence) = (new short[frameSamples], new short[frameSamples]);
        _ring = new FrameRing(frameSamples, (int)Math.Max(5, options.Buffer.TotalSeconds * 50));
        _writing = WriteAsync(open(0), _stop.Token);
    }

    public string Id => _order.Id;

    public RecordingOrder Order => _order;

    /// <summary>Samples of a frame of 20 ms, all channels together, interleaved.</summary>
    public int FrameSamples => _ring.FrameSamples;

    public bool IsPaused => _paused;

    /// <summary>Frames that the disk was too slow for.</summary>
    public long Dropped => _ring.Dropped;

    /// <summary>Sound recorded so far, without pauses.</summary>
    public TimeSpan Duration => TimeSpan.FromMilliseconds(20 * Volatile.Read(ref _placed));

    /// <summary>Why nothing more is written (the disk is full); null: all is well.</summary>
    public string? Failure => _failure;

    internal IReadOnlyList<(int Index, long Bytes)> Files => _files;

    /// <summary>The next 20 ms. Media thread.</summary>
    /// <param name="frame"><see cref="FrameSamples"/> long.</param>
    public void Write(ReadOnlySpan<short> frame)
    {
        if (!_paused) _ring.TryWrite(_next++, frame);
    }

    /// <summary>What is said from now on is not recorded, and leaves no gap.</summary>
    public void Pause() => _paused = true;

    public void Resume() => _paused = false;

    /// <summary>Ends it; what was heard is in the file when this returns. Idempotent.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _writing.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task WriteAsync(RecordingFile file, CancellationToken stop)
    {
        await Task.Yield();
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await Task.Delay(_options.FlushEvery, _clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                file = Drain(file);
                file.Flush();
            }
            file = Drain(file);
            _files.Add((_files.Count, file.SizeBytes));
            file.Complete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _failure = e.Message;
            _log.RecordingFailed(_order.Id, e.Message);
            DisposeQuietly(file);
        }
    }

    private RecordingFile Drain(RecordingFile file)
    {
        while (_ring.TryRead(out var number, out _, _frame))
        {
            for (; _placed < number; Volatile.Write(ref _placed, _placed + 1)) file.Write(_silence);
            file.Write(_frame);
            Volatile.Write(ref _placed, _placed + 1);
            if (file.SizeBytes < _options.MaxFileBytes) continue;
            _files.Add((_files.Count, file.SizeBytes));
            file.Complete();
            file = _open(_files.Count);
        }
        return file;
    }

    private static void DisposeQuietly(RecordingFile file)
    {
        try
        {
            file.Dispose();
        }
        catch (IOException)
        {
            // The disk is full: what is in the file is what there is.
        }
    }
}
