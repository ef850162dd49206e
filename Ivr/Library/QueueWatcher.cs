using Microsoft.Extensions.Logging;
using Telephony.Ivr.Flows.Queues;

namespace Telephony.Ivr.Library;

/// <summary>Keeps the queues as the files of a folder say, and tells of each change. A queue with mistakes stays as it was, and the log has a line per mistake.</summary>
public sealed class QueueWatcher : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly ILogger _logger;
    private readonly ITimer _look;
    private IReadOnlyDictionary<string, QueueDocument> _queues = new Dictionary<string, QueueDocument>(StringComparer.Ordinal);
    private Action<IReadOnlyDictionary<string, QueueDocument>> _onChange = static _ => { };
    private string? _seen;

    public QueueWatcher(string folder, TimeProvider clock, ILogger<QueueWatcher> logger)
    {
        (_folder, _logger) = (Path.GetFullPath(folder), logger);
        _look = clock.CreateTimer(static state => ((QueueWatcher)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Loads now, and goes on watching.</summary>
    /// <param name="onChange">All queues as they are now; on the watcher's thread.</param>
    public void Start(Action<IReadOnlyDictionary<string, QueueDocument>> onChange)
    {
        _onChange = onChange;
        Look();
        _look.Change(FlowWatcher.LookInterval, FlowWatcher.LookInterval);
    }

    public void Dispose() => _look.Dispose();

    private void Look()
    {
        lock (_gate)
        {
            try
            {
                var result = QueueFolder.Load(_folder, _queues);
                if (result.Fingerprint == _seen) return;
                (_seen, _queues) = (result.Fingerprint, result.Queues);
                if (result.Queues.Count > 0) _logger.QueuesLoaded(result.Queues.Count, _folder);
                foreach (var sentence in result.Sentences) _logger.QueueMistake(sentence);
                _onChange(result.Queues);
            }
            catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
            {
                _logger.LookFailed(broken.Message, _folder);
            }
        }
    }
}
