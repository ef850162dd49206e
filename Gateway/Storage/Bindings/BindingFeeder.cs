using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Telephony.Domain.Registration;
using Telephony.Domain.Stores;

namespace Telephony.Storage.Bindings;

/// <summary>
/// Carries changes of bindings to the store behind the signalling loop's back. Only the last word on each binding is kept, so that what waits is bounded by the
/// number of bindings. While the store is away they wait, and are tried again; what has not reached it at a stop costs a restart's memory: phones register again.
/// </summary>
public sealed class BindingFeeder : IBindingLog, IAsyncDisposable
{
    /// <summary>Between two tries while the store is away.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly IBindingStore _store;
    private readonly ILogger _logger;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Task _work;
    private Dictionary<BindingKey, Binding?> _waiting = [];
    private bool _failing;

    public BindingFeeder(IBindingStore store, TimeProvider clock, ILogger<BindingFeeder> logger)
    {
        (_store, _clock, _logger) = (store, clock, logger);
        _work = RunAsync();
    }

    public void Save(Binding binding) => Note(binding.Key, binding);

    public void Remove(BindingKey key) => Note(key, null);

    /// <summary>What has been noted is stored before this completes, if the store takes it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        _wake.Writer.TryComplete();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        _stop.Dispose();
    }

    private void Note(BindingKey key, Binding? binding)
    {
        lock (_gate) _waiting[key] = binding;
        _wake.Writer.TryWrite(true);
    }

    private async Task RunAsync()
    {
        while (await _wake.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            _wake.Reader.TryRead(out _);
            while (!await TryStoreAsync().ConfigureAwait(false) && !_stop.IsCancellationRequested)
            {
                await Task.Delay(Pause, _clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        await TryStoreAsync().ConfigureAwait(false);
    }

    private async Task<bool> TryStoreAsync()
    {
        Dictionary<BindingKey, Binding?> taken;
        lock (_gate) (taken, _waiting) = (_waiting, []);
        if (taken.Count == 0) return true;
        try
        {
            await _store.ApplyAsync([.. taken.Values.OfType<Binding>()], [.. taken.Where(static t => t.Value is null).Select(static t => t.Key)], CancellationToken.None).ConfigureAwait(false);
            if (_failing) _logger.StoredAgain();
            _failing = false;
            return true;
        }
        catch (StorageException failure)
        {
            if (!_failing) _logger.NotStored(taken.Count, failure.Message);
            _failing = true;
            lock (_gate)
            {
                foreach (var (key, binding) in taken) _waiting.TryAdd(key, binding);      // what was noted meanwhile is later
            }

            return false;
        }
    }
}

internal static partial class BindingLogLines
{
    [LoggerMessage(2801, LogLevel.Warning, "{Count} changes of registrations could not be stored and are tried again; until then a restart will not know them: {Reason}")]
    public static partial void NotStored(this ILogger logger, int count, string reason);

    [LoggerMessage(2802, LogLevel.Information, "Changes of registrations are stored again")]
    public static partial void StoredAgain(this ILogger logger);
}
