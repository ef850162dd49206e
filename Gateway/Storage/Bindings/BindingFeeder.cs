using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Telephony.Domain.Registration;
using Telephony.Domain.Stores;

namespace Telephony.Storage.Bindings;

/// <summary>
/// Carries changes of bindings to the store behind the signalling loop's back. Only the last word on each binding is kept, so that what waits is bounded by the
/// number of bindings. A store that refuses costs nothing but the memory of a restart: phones register again.
/// </summary>
public sealed class BindingFeeder : IBindingLog, IAsyncDisposable
{
    private readonly IBindingStore _store;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Task _work;
    private Dictionary<BindingKey, Binding?> _waiting = [];

    public BindingFeeder(IBindingStore store, ILogger<BindingFeeder> logger)
    {
        (_store, _logger) = (store, logger);
        _work = RunAsync();
    }

    public void Save(Binding binding) => Note(binding.Key, binding);

    public void Remove(BindingKey key) => Note(key, null);

    /// <summary>What has been noted is stored before this completes.</summary>
    public async ValueTask DisposeAsync()
    {
        _wake.Writer.TryComplete();
        await _work.ConfigureAwait(false);
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
            await StoreAsync().ConfigureAwait(false);
        }
        await StoreAsync().ConfigureAwait(false);
    }

    private async Task StoreAsync()
    {
        Dictionary<BindingKey, Binding?> taken;
        lock (_gate) (taken, _waiting) = (_waiting, []);
        if (taken.Count == 0) return;
        try
        {
            await _store.ApplyAsync([.. taken.Values.OfType<Binding>()], [.. taken.Where(static t => t.Value is null).Select(static t => t.Key)], CancellationToken.None).ConfigureAwait(false);
        }
        catch (StorageException failure)
        {
            _logger.NotStored(taken.Count, failure.Message);
        }
    }
}

internal static partial class BindingLogLines
{
    [LoggerMessage(2801, LogLevel.Warning, "{Count} changes of registrations could not be stored, a restart will not know them: {Reason}")]
    public static partial void NotStored(this ILogger logger, int count, string reason);
}
