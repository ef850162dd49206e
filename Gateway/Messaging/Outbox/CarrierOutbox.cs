using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Telephony.Domain.Messages;
using Telephony.Domain.Stores;
using Telephony.Messaging.Events;

namespace Telephony.Messaging.Outbox;

/// <summary>
/// Gives one carrier its messages: claims as many as its window has room for (stored as "sending" before the first octet leaves), hands them over side by side, and stores what became of them
/// in batches. While the store cannot be used, nothing is claimed, and what was sent waits here to be settled.
/// <code>
/// due ─► claim ─► hand over ─┬─► settle (batch) ─► sent │ failed │ unknown │ due again, here or at the next carrier
///                            └─► room in the window ─► claim
/// </code>
/// </summary>
internal sealed class CarrierOutbox : IAsyncDisposable
{
    private const int MostSettled = 256;

    /// <summary>Also found without being woken: what another gateway queued, and what a lost wake-up left.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Under load a transaction of the store is waited for so long, so that it is for several messages: a transaction costs more than all the rest of a message.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(5);

    private readonly MessageCarrier _carrier;
    private readonly IMessageStore _store;
    private readonly IOptOutStore _optOuts;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _window;
    private readonly Channel<MessageSettlement> _settled = Channel.CreateUnbounded<MessageSettlement>(new UnboundedChannelOptions { SingleReader = true });      // bounded by the window
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private Task _claiming = Task.CompletedTask;
    private Task _settling = Task.CompletedTask;

    public CarrierOutbox(MessageCarrier carrier, IMessageStore store, IOptOutStore optOuts, TimeProvider clock, ILogger logger)
    {
        (_carrier, _store, _optOuts, _clock, _logger) = (carrier, store, optOuts, clock, logger);
        _window = new SemaphoreSlim(carrier.Adapter.Window, carrier.Adapter.Window);
    }

    private ICarrierMessages Adapter => _carrier.Adapter;

    public void Start()
    {
        _claiming = ClaimAsync(_stop.Token);
        _settling = SettleAsync();
    }

    /// <summary>There may be something due.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>No new messages; those under way are waited for and settled.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _claiming.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var i = 0; i < Adapter.Window; i++) await _window.WaitAsync().ConfigureAwait(false);
        _settled.Writer.Complete();
        await _settling.ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>Messages that the last run left "sending": the carrier is asked, or the doubt is shown.</summary>
    public async Task ResolveAsync(IReadOnlyList<MessageRecord> left, CancellationToken cancellation)
    {
        foreach (var chunk in left.Chunk(MostSettled))
        {
            var settled = new List<MessageSettlement>(chunk.Length);
            foreach (var message in chunk)
            {
                var answer = Adapter.CanBeAsked ? await Adapter.AskAsync(message.ToOutbound(_clock.GetUtcNow()), cancellation).ConfigureAwait(false) : new AskOutcome.Silent("The gateway ended while it was being sent.");
                settled.Add(Settlements.Of(message, answer, _carrier.InDoubt, _clock.GetUtcNow()));
            }
            await _store.SettleAsync(settled, Tell, _clock.GetUtcNow(), cancellation).ConfigureAwait(false);
        }
    }

    private async Task ClaimAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await _window.WaitAsync(cancellation).ConfigureAwait(false);
            var room = 1 + TakeRoom();
            IReadOnlyList<MessageRecord> claimed = [];
            try
            {
                if (room * 2 < Adapter.Window)
                {
                    await Task.Delay(Gather, _clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    room += TakeRoom();
                }
                claimed = await TryClaimAsync(room, cancellation).ConfigureAwait(false);
                foreach (var message in claimed) _ = HandOverAsync(message);
            }
            finally
            {
                if (room > claimed.Count) _window.Release(room - claimed.Count);
            }
            if (claimed.Count == 0) await WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    private int TakeRoom()
    {
        var room = 0;
        while (_window.Wait(0, CancellationToken.None)) room++;
        return room;
    }

    private async Task<IReadOnlyList<MessageRecord>> TryClaimAsync(int room, CancellationToken cancellation)
    {
        try
        {
            return Adapter.NotReady is null
                ? await _store.ClaimAsync(Adapter.Carrier, room, _clock.GetUtcNow(), cancellation).ConfigureAwait(false)
                : await _store.ClaimElsewhereAsync(Adapter.Carrier, room, _clock.GetUtcNow(), cancellation).ConfigureAwait(false);
        }
        catch (StorageException failure)
        {
            _logger.StoreFailed(Adapter.Carrier, failure.Message);
            return [];
        }
    }

    // Until somebody wakes it, the next message is due, or the look that comes without either.
    private async Task WaitAsync(CancellationToken cancellation)
    {
        var wait = await UntilDueAsync(cancellation).ConfigureAwait(false);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var timer = _clock.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), limit, wait, Timeout.InfiniteTimeSpan);
        try
        {
            await _wake.Reader.ReadAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The look that comes without a wake-up.
        }
    }

    private async Task<TimeSpan> UntilDueAsync(CancellationToken cancellation)
    {
        try
        {
            var wait = await _store.NextDueAsync(Adapter.Carrier, cancellation).ConfigureAwait(false) - _clock.GetUtcNow();
            return wait is { Ticks: > 0 } due && due < Look ? due : Look;       // what is due and was not claimed waits for the carrier
        }
        catch (StorageException)
        {
            return Look;
        }
    }

    private async Task HandOverAsync(MessageRecord message)
    {
        await Task.Yield();
        SendOutcome outcome;
        try
        {
            outcome = message.ExpiresAt <= _clock.GetUtcNow()
                ? new SendOutcome.Refused("Expired", "Its time was over before a carrier took it.")
                : await Adapter.SendAsync(message.ToOutbound(_clock.GetUtcNow()), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception bug)
        {
            _logger.AdapterThrew(bug, Adapter.Carrier, message.Id);
            outcome = new SendOutcome.Unknown("The carrier's adapter failed.", []);
        }
        if (outcome is SendOutcome.Refused { IsOptOut: true }) await OptOutAsync(message).ConfigureAwait(false);
        _settled.Writer.TryWrite(Settlements.Of(message, outcome, _carrier.InDoubt, _clock.GetUtcNow()));
        _window.Release();
    }

    // Before the failure is stored: what is lost between is found out with the next message. A store that is away keeps nobody waiting for that.
    private async Task OptOutAsync(MessageRecord message)
    {
        try
        {
            await _optOuts.AddAsync(message.Resource, message.From, message.To, _clock.GetUtcNow(), CancellationToken.None).ConfigureAwait(false);
        }
        catch (StorageException failure)
        {
            _logger.StoreFailed(Adapter.Carrier, failure.Message);
        }
    }

    private async Task SettleAsync()
    {
        var batch = new List<MessageSettlement>();
        while (await _settled.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            await Task.Delay(Gather, _clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (batch.Count < MostSettled && _settled.Reader.TryRead(out var settled)) batch.Add(settled);
            await StoreAsync(batch).ConfigureAwait(false);
            batch.Clear();
        }
    }

    // Kept and tried again until the store takes it: it is the only place that knows.
    private async Task StoreAsync(List<MessageSettlement> batch)
    {
        while (true)
        {
            try
            {
                await _store.SettleAsync(batch, Tell, _clock.GetUtcNow(), CancellationToken.None).ConfigureAwait(false);
                return;
            }
            catch (StorageException failure)
            {
                _logger.StoreFailed(Adapter.Carrier, failure.Message);
                if (_stop.IsCancellationRequested) return;      // shown as unknown by the next run
                await Task.Delay(Look, _clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    internal static Domain.Events.NewEvent? Tell(MessageRecord message, DeliveryReport report) =>
        SmsEvents.OfReport(message, message.State, report.ErrorCode.Length > 0 ? $"{report.State} ({report.ErrorCode})" : report.State.ToString(), message.ChangedAt);
}
