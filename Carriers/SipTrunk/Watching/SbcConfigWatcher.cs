using Microsoft.Extensions.Logging;
using Telephony.Domain.Catalogue;
using Telephony.SipTrunk.Loading;

namespace Telephony.SipTrunk.Watching;

/// <summary>
/// Keeps the catalogue as the files say: checks them whole after each change and swaps the whole, or refuses a bad version with a log line per mistake and keeps the old one.
/// The file system's notices make it quick; a look every few seconds makes it sure (network drives, mounted volumes, editors that replace files).
/// </summary>
public sealed class SbcConfigWatcher : IDisposable
{
    /// <summary>An editor writes in several steps: wait until it is quiet for so long.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);

    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly string folder;
    private readonly CatalogueHolder holder;
    private readonly ILogger logger;
    private readonly ITimer quiet;
    private readonly ITimer look;
    private readonly Func<TrunkCatalogue, long, TrunkCatalogue> complete;
    private FileSystemWatcher? notices;
    private TrunkCatalogue files = TrunkCatalogue.Empty;
    private string seen = "";
    private long version;
    private bool disposed;

    /// <param name="complete">Adds what does not stand in files to what they say, under this version; null: nothing.</param>
    public SbcConfigWatcher(string folder, CatalogueHolder holder, TimeProvider clock, ILogger<SbcConfigWatcher> logger, Func<TrunkCatalogue, long, TrunkCatalogue>? complete = null)
    {
        (this.folder, this.holder, this.logger, this.complete) = (Path.GetFullPath(folder), holder, logger, complete ?? (static (catalogue, _) => catalogue));
        version = holder.Current.Version;
        quiet = clock.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        look = clock.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Loads now, as <see cref="Reload"/> does, and goes on watching.</summary>
    public SbcConfigResult Start()
    {
        var result = Reload();
        WatchNotices();
        look.Change(LookInterval, LookInterval);
        return result;
    }

    /// <summary>Reads the folder now; swaps the catalogue if it is good. For the start and for an operator's command.</summary>
    public SbcConfigResult Reload()
    {
        lock (gate)
        {
            var result = SbcConfigLoader.Load(folder, version + 1);
            seen = result.Fingerprint;
            if (result.Catalogue is { } catalogue)
            {
                version = catalogue.Version;
                files = catalogue;
                holder.Swap(complete(catalogue, version));
                logger.Loaded(folder, catalogue.Trunks.Count, catalogue.Routes.Count, version);
            }
            else
            {
                logger.Refused(folder, result.Mistakes.Count, holder.Current.Version);
                foreach (var mistake in result.Mistakes) logger.Mistake(mistake.Sentence);
            }
            return result;
        }
    }

    /// <summary>What does not stand in files has changed: swaps the catalogue, without a look at the folder.</summary>
    public void Complete()
    {
        lock (gate)
        {
            if (!disposed) holder.Swap(complete(files, ++version));
        }
    }

    public void Dispose()
    {
        lock (gate) disposed = true;
        notices?.Dispose();
        quiet.Dispose();
        look.Dispose();
    }

    /// <summary>Reloads if any file's content is another than that last looked at, good or bad.</summary>
    private void Look()
    {
        try
        {
            lock (gate)
            {
                if (disposed || SbcConfigLoader.Fingerprint(folder) == seen) return;
                Reload();
            }
        }
        catch (Exception e)
        {
            logger.LookFailed(e, folder, LookInterval.TotalSeconds);
        }
    }

    private void WatchNotices()
    {
        try
        {
            notices = new FileSystemWatcher(folder, "*.json") { IncludeSubdirectories = true };
            notices.Changed += OnNotice;
            notices.Created += OnNotice;
            notices.Deleted += OnNotice;
            notices.Renamed += OnNotice;
            notices.EnableRaisingEvents = true;
        }
        catch (Exception e) when (e is IOException or ArgumentException or PlatformNotSupportedException)
        {
            logger.NotWatched(folder, e.Message, LookInterval.TotalSeconds);
        }
    }

    private void OnNotice(object sender, FileSystemEventArgs e)
    {
        lock (gate)
        {
            if (!disposed) quiet.Change(Quiet, Timeout.InfiniteTimeSpan);
        }
    }
}
