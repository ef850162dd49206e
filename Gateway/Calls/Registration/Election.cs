using Microsoft.Extensions.Logging;
using Telephony.Domain.Registration;
using Telephony.Domain.Stores;

namespace Telephony.Calls.Registration;

/// <summary>
/// Of several gateways over one database one registers with trunks (DR-39). It renews its office every second; the others watch, and who has seen it unchanged for 7 s takes it. No two clocks are compared: each measures
/// by its own how long nothing has changed.
/// <code>
///   a   renews, renews, renews, dies
///   b   ......  sees .. sees .. nothing new for 7 s ─► takes it: 9 s after a's last sign of life at the most
///   a that lives but cannot renew gives up after 5 s, 6 with the look under way: before b begins
/// </code>
/// One task at a time.
/// </summary>
public sealed class Election(IElectionStore store, string office, string node, Action<bool> tell, TimeProvider clock, ILogger logger)
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>Without a renewal of another for so long the office is free.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(7);

    /// <summary>Without a renewal of its own for so long it is not the incumbent's any more.</summary>
    public static readonly TimeSpan Trust = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(1);

    private Incumbent? _seen;
    private long _seenAt;
    private long _renewedAt;
    private volatile bool _resigned;

    public bool IsElected { get; private set; }

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!_resigned)
        {
            await LookAsync(cancellation).ConfigureAwait(false);
            await Task.Delay(Every, clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>One look at the office, with what follows of it.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        try
        {
            var now = await WithinAsync(store.FindAsync(office, cancellation), cancellation).ConfigureAwait(false);
            if (!MayTake(now, began)) Become(false);
            else if (!_resigned && await WithinAsync(store.TakeAsync(office, now, node, cancellation), cancellation).ConfigureAwait(false))
            {
                _renewedAt = began;
                Become(true);
            }
        }
        catch (Exception failure) when (failure is StorageException or TimeoutException)
        {
            logger.OfficeNotSeen(office, failure.Message);
        }
        if (clock.GetElapsedTime(_renewedAt) >= Trust) Become(false);
    }

    /// <summary>Gives the office up, so that another need not wait; it is not taken again.</summary>
    public async Task ResignAsync(CancellationToken cancellation)
    {
        _resigned = true;
        if (!IsElected) return;
        Become(false);
        try
        {
            var now = await WithinAsync(store.FindAsync(office, cancellation), cancellation).ConfigureAwait(false);
            if (now?.Node == node) await WithinAsync(store.TakeAsync(office, now, "", cancellation), cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is StorageException or TimeoutException)
        {
            logger.OfficeNotSeen(office, failure.Message);
        }
    }

    private bool MayTake(Incumbent? now, long at)
    {
        if (now is null || now.Node.Length == 0 || now.Node == node) return true;
        if (now == _seen) return clock.GetElapsedTime(_seenAt) >= Patience;
        (_seen, _seenAt) = (now, at);
        return false;
    }

    private void Become(bool elected)
    {
        if (IsElected == elected) return;
        IsElected = elected;
        if (elected) logger.Elected(office);
        else logger.ElectedNoMore(office);
        tell(elected);
    }

    private Task<T> WithinAsync<T>(ValueTask<T> question, CancellationToken cancellation) => question.AsTask().WaitAsync(LookLimit, clock, cancellation);
}
