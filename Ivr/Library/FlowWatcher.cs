using Microsoft.Extensions.Logging;
using Telephony.Domain.Flows;
using Telephony.Domain.Stores;

namespace Telephony.Ivr.Library;

/// <summary>
/// Keeps the catalogue as the files of a folder and the store of versions say: at once after a change by this gateway, within seconds after any other. A flow with mistakes stays as it was, and the log has a line per
/// mistake; calls that run are touched by no change. While the store cannot be read, what is known stays.
/// </summary>
public sealed class FlowWatcher : IDisposable
{
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly string _folder;
    private readonly FlowCatalogueHolder _holder;
    private readonly FlowFolderChecks _checks;
    private readonly IFlowStore? _store;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly PublishedFlows _published;
    private FlowCatalogue _files = FlowCatalogue.Empty;
    private string _seen = "";
    private bool _failing;

    /// <param name="store">Null: there are only files.</param>
    public FlowWatcher(string folder, FlowCatalogueHolder holder, FlowFolderChecks checks, IFlowStore? store, TimeProvider clock, ILogger<FlowWatcher> logger)
    {
        (_folder, _holder, _checks, _store, _clock, _logger) = (Path.GetFullPath(folder), holder, checks, store, clock, logger);
        _published = new PublishedFlows(name => FlowFolder.Beside(_folder, name));
    }

    /// <summary>Loads files and store. Before the first call.</summary>
    /// <exception cref="StorageException">The store cannot be read.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        Reload();
        await RefreshAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Reads the folder again.</summary>
    public FlowFolderResult Reload()
    {
        lock (_gate)
        {
            var result = FlowFolder.Load(_folder, _files, _checks);
            (_seen, _files) = (result.Fingerprint, result.Catalogue);
            _logger.Loaded(result.Catalogue.Programs.Count, _folder);
            foreach (var sentence in result.Sentences) _logger.Mistake(sentence);
            Complete();
            return result;
        }
    }

    /// <summary>Takes over what the store has in force now.</summary>
    /// <exception cref="StorageException">What is known stays.</exception>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        if (_store is null) return;
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);   // an older answer must not come after a newer one
        try
        {
            IReadOnlySet<(Domain.Identity.ResourceId, string, int)> known;
            lock (_gate) known = _published.Known;
            var inForce = await _store.InForceAsync(known, cancellation).ConfigureAwait(false);
            lock (_gate)
            {
                var sentences = new List<string>();
                var changed = _published.Take(inForce, sentences);
                foreach (var sentence in sentences) _logger.Mistake(sentence);
                if (!changed) return;
                _logger.PublishedChanged(_published.Count);
                Complete();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Looks every few seconds until it is cancelled.</summary>
    public async Task WatchAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await Task.Delay(LookInterval, _clock, cancellation).ConfigureAwait(false);
            try
            {
                if (FlowFolder.Fingerprint(_folder) != _seen) Reload();
                await RefreshAsync(cancellation).ConfigureAwait(false);
                _failing = false;
            }
            catch (Exception broken) when (broken is StorageException or IOException or UnauthorizedAccessException)
            {
                if (!_failing) _logger.LookFailed(broken.Message, _folder);
                _failing = true;
            }
        }
    }

    public void Dispose() => _turn.Dispose();

    private void Complete()
    {
        var sentences = new List<string>();
        _holder.Swap(_published.Over(_files, _holder.Current, sentences));
        foreach (var sentence in sentences) _logger.Mistake(sentence);
    }
}

internal static partial class LibraryLog
{
    [LoggerMessage(9001, LogLevel.Information, "{Count} call flows in {Folder}")]
    public static partial void Loaded(this ILogger logger, int count, string folder);

    [LoggerMessage(9002, LogLevel.Warning, "Call flow {Mistake}")]
    public static partial void Mistake(this ILogger logger, string mistake);

    [LoggerMessage(9003, LogLevel.Error, "Call flows in {Folder} and in the store could not be looked at; they stay as they are: {Reason}")]
    public static partial void LookFailed(this ILogger logger, string reason, string folder);

    [LoggerMessage(9004, LogLevel.Information, "{Count} call flows are published in the store")]
    public static partial void PublishedChanged(this ILogger logger, int count);

    [LoggerMessage(9006, LogLevel.Information, "{Count} queues in {Folder}")]
    public static partial void QueuesLoaded(this ILogger logger, int count, string folder);

    [LoggerMessage(9007, LogLevel.Warning, "Queue {Mistake}")]
    public static partial void QueueMistake(this ILogger logger, string mistake);
}
