using Microsoft.Extensions.Logging;

namespace Telephony.Ivr.Library;

/// <summary>Keeps the catalogue as the files of a folder say. A flow with mistakes stays as it was, and the log has a line per mistake; calls that run are touched by no change.</summary>
public sealed class FlowWatcher : IDisposable
{
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly FlowCatalogueHolder _holder;
    private readonly Func<string, bool>? _owns;
    private readonly ILogger _logger;
    private readonly ITimer _look;
    private string _seen = "";

    /// <param name="owns">Whether a number may be shown as the caller's; null: not asked.</param>
    public FlowWatcher(string folder, FlowCatalogueHolder holder, Func<string, bool>? owns, TimeProvider clock, ILogger<FlowWatcher> logger)
    {
        (_folder, _holder, _owns, _logger) = (Path.GetFullPath(folder), holder, owns, logger);
        _look = clock.CreateTimer(static state => ((FlowWatcher)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Loads now, and goes on watching.</summary>
    public void Start()
    {
        Reload();
        _look.Change(LookInterval, LookInterval);
    }

    public FlowFolderResult Reload()
    {
        lock (_gate)
        {
            var result = FlowFolder.Load(_folder, _holder.Current, _owns);
            _seen = result.Fingerprint;
            _holder.Swap(result.Catalogue);
            _logger.Loaded(result.Catalogue.Programs.Count, _folder);
            foreach (var sentence in result.Sentences) _logger.Mistake(sentence);
            return result;
        }
    }

    public void Dispose() => _look.Dispose();

    private void Look()
    {
        try
        {
            if (FlowFolder.Fingerprint(_folder) != _seen) Reload();
        }
        catch (Exception broken)
        {
            _logger.LookFailed(broken, _folder);
        }
    }
}

internal static partial class LibraryLog
{
    [LoggerMessage(9001, LogLevel.Information, "{Count} call flows in {Folder}")]
    public static partial void Loaded(this ILogger logger, int count, string folder);

    [LoggerMessage(9002, LogLevel.Warning, "Call flow {Mistake}")]
    public static partial void Mistake(this ILogger logger, string mistake);

    [LoggerMessage(9003, LogLevel.Error, "The folder of call flows {Folder} could not be looked at; the flows stay as they are")]
    public static partial void LookFailed(this ILogger logger, Exception failure, string folder);
}
