using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Telephony.Domain.Messages;
using Telephony.Domain.Stores;
using Telephony.Messaging.Events;

namespace Telephony.Messaging.Outbox;

/// <summary>The way out for all messages: one <see cref="CarrierOutbox"/> a carrier, so that one that is slow or gone holds up no other, and one hand that writes.</summary>
public sealed class MessageOutbox : IAsyncDisposable
{
    private const int MostOverdue = 500;

    /// <summary>No carrier is waited for so long; a gateway that is sending longer is no more.</summary>
    private static readonly TimeSpan LongestSending = TimeSpan.FromMinutes(15);

    private readonly IMessageStore _store;
    private readonly TimeProvider _clock;
    private readonly ILogger<MessageOutbox> _logger;
    private readonly OutboxLedger _ledger;
    private readonly FrozenDictionary<string, CarrierOutbox> _outboxes;

    public MessageOutbox(MessageCarriers carriers, IMessageStore store, IOptOutStore optOuts, TimeProvider clock, ILogger<MessageOutbox> logger)
    {
        (_store, _clock, _logger) = (store, clock, logger);
        _ledger = new OutboxLedger(store, clock, logger);
        _outboxes = carriers.All.ToFrozenDictionary(static carrier => carrier.Adapter.Carrier, carrier => new CarrierOutbox(carrier, _ledger, store, optOuts, clock, logger), StringComparer.Ordinal);
        _ledger.Outboxes = _outboxes;
    }

    /// <summary>Clears up what the last run left behind, then begins. Messages of a carrier that is gone from the settings stay as they are, and it is said.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await ResolveAsync(await _store.ListSendingAsync(cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        foreach (var outbox in _outboxes.Values) outbox.Start();
    }

    /// <summary>Stores messages and sends them when they are due. Returns when they are stored.</summary>
    /// <exception cref="StorageException">They are not; or, with <see cref="StorageFault.Unknown"/>, may be.</exception>
    public Task<IReadOnlyList<AddedMessage>> AddAsync(IReadOnlyList<NewMessage> messages) => _ledger.AddAsync(messages);

    /// <summary>Stores what a carrier reports. False if it changed nothing.</summary>
    /// <exception cref="StorageException">It is not stored: the carrier is to report again.</exception>
    public Task<bool> ReportAsync(DeliveryReport report) => _ledger.ReportAsync(report);

    /// <summary>Clears up after gateways on the same store that have died and not come back; to be called every minute or so.</summary>
    public async Task TakeOverAsync(CancellationToken cancellation)
    {
        try
        {
            var now = _clock.GetUtcNow();
            var left = await _store.TakeOverAsync(now - LongestSending, now, MostOverdue, cancellation).ConfigureAwait(false);
            await ResolveAsync(left, cancellation).ConfigureAwait(false);
        }
        catch (StorageException failure)
        {
            _logger.StoreFailed("all", failure.Message);
        }
    }

    /// <summary>Messages whose report is overdue; to be called every minute or so.</summary>
    public async Task ExpireReportsAsync(CancellationToken cancellation)
    {
        try
        {
            await _store.ApplyKeptAsync(CarrierOutbox.Tell, _clock.GetUtcNow(), cancellation).ConfigureAwait(false);
            while (await _store.ExpireReportsAsync(static message => SmsEvents.OfReport(message, MessageState.Unknown, "ReportTimeout", message.ChangedAt), _clock.GetUtcNow(), MostOverdue, cancellation)
                .ConfigureAwait(false) == MostOverdue)
            {
            }
        }
        catch (StorageException failure)
        {
            _logger.StoreFailed("all", failure.Message);
        }
    }

    private async Task ResolveAsync(IReadOnlyList<MessageRecord> left, CancellationToken cancellation)
    {
        if (left.Count > 0) _logger.LeftBehind(left.Count);
        foreach (var group in left.GroupBy(static message => message.Carrier))
        {
            if (_outboxes.TryGetValue(group.Key, out var outbox)) await outbox.ResolveAsync([.. group], cancellation).ConfigureAwait(false);
            else _logger.CarrierGone(group.Key, group.Count());
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var outbox in _outboxes.Values) await outbox.DisposeAsync().ConfigureAwait(false);
        await _ledger.DisposeAsync().ConfigureAwait(false);
    }
}
