using Microsoft.Extensions.Logging;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Telephony.Numbers.Files;

namespace Telephony.Numbers.Inventory;

/// <summary>What came of an import.</summary>
/// <param name="Written">Records written; 0 when there is any mistake.</param>
public sealed record NumberImport(int Written, IReadOnlyList<NumberFileMistake> Mistakes);

/// <summary>
/// The numbers: written to the store, and kept in memory as a catalogue that is swapped whole after each change, also one made by another process (the command line).
/// Safe from any thread.
/// </summary>
public sealed class NumberInventory(INumberStore store, NumberCatalogueHolder holder, TimeProvider clock, ILogger<NumberInventory> logger)
{
    /// <summary>How soon a change by another process is noticed.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();

    /// <summary>Fills the catalogue if the store has changed since it was last read. Call it at start, before the first call.</summary>
    public async ValueTask RefreshAsync(CancellationToken cancellation)
    {
        var version = await store.VersionAsync(cancellation).ConfigureAwait(false);
        var current = holder.Current;
        if (version == current.Version && !ReferenceEquals(current, NumberCatalogue.Empty)) return;
        var records = await store.ListAsync(null, cancellation).ConfigureAwait(false);
        if (NumberCatalogue.TryBuild(records, version, out var catalogue, out var overlap))
        {
            // Who read earlier and is slower must not bring back what was before.
            lock (_gate)
            {
                if (version <= holder.Current.Version && !ReferenceEquals(holder.Current, NumberCatalogue.Empty)) return;
                holder.Swap(catalogue);
            }
            logger.Loaded(records.Count, version);
        }
        else if (overlap is not null)
        {
            logger.Refused(overlap.Wanted.Range.ToString(), overlap.Existing.Range.ToString());
        }
    }

    /// <summary>Runs until cancelled; the owner awaits it. A store that fails for a while leaves the old catalogue in use.</summary>
    public async Task WatchAsync(CancellationToken cancellation)
    {
        using var ticks = new PeriodicTimer(LookInterval, clock);
        var failing = false;
        while (await ticks.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
        {
            try
            {
                await RefreshAsync(cancellation).ConfigureAwait(false);
                if (failing) logger.LooksAgain();
                failing = false;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                if (!failing) logger.LookFailed(e);
                failing = true;
            }
        }
    }

    public async ValueTask<NumberWriteOutcome> UpsertAsync(IReadOnlyList<NumberRecord> records, CancellationToken cancellation)
    {
        var outcome = await store.UpsertAsync(records, cancellation).ConfigureAwait(false);
        await RefreshAsync(cancellation).ConfigureAwait(false);
        return outcome;
    }

    public async ValueTask<bool> DeleteAsync(ResourceId resource, NumberRange range, CancellationToken cancellation)
    {
        var deleted = await store.DeleteAsync(resource, range, cancellation).ConfigureAwait(false);
        await RefreshAsync(cancellation).ConfigureAwait(false);
        return deleted;
    }

    /// <summary>Reads a file of the form of <see cref="NumberCsv"/>; writes all of it, or nothing and every mistake.</summary>
    public async ValueTask<NumberImport> ImportAsync(string csv, CancellationToken cancellation)
    {
        await RefreshAsync(cancellation).ConfigureAwait(false);
        var file = NumberCsv.Read(csv, holder.Current);
        if (!file.IsGood) return new NumberImport(0, file.Mistakes);
        return await UpsertAsync(file.Records, cancellation).ConfigureAwait(false) switch
        {
            NumberWriteOutcome.Overlap overlap => new NumberImport(0, [new NumberFileMistake(1, $"{overlap.Wanted.Range} overlaps {overlap.Existing.Range} of resource {overlap.Existing.Resource}.")]),
            NumberWriteOutcome.Saved saved => new NumberImport(saved.Count, []),
            _ => throw new InvalidOperationException("The store gave an unknown outcome."),
        };
    }

    /// <summary>All numbers of a resource, or of all, in the form that <see cref="ImportAsync"/> reads.</summary>
    public async ValueTask<string> ExportAsync(ResourceId? resource, CancellationToken cancellation) =>
        NumberCsv.Write(await store.ListAsync(resource, cancellation).ConfigureAwait(false));
}
