using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Telephony.Domain.Messages;
using Telephony.Domain.Stores;
using Telephony.Messaging.Events;

namespace Telephony.Messaging.Outbox;

/// <summary>
/// Gives one carrier its messages: as many side by side as its window allows, and a few more that stand ready, so that one that is answered is followed by the next without a word to the store. All of
/// these are stored as "sending" before: what a crash leaves is asked about, or shown as a doubt.
/// <code>
/// accepted, room ──────────────────────► ready ─► hand over ─► settle ─► sent │ failed │ unknown │ due again, here or at the next carrier
/// accepted, no room ─► due ─► claim ───►   ▲         └─► room
/// </code>
/// Once something waits in the store, all goes by way of it: the oldest first.
/// </summary>
internal sealed class CarrierOutbox : IAsyncDisposable
{
    /// <summary>Ready beside the window, at least: as many as may come while one transaction is written.</summary>
    private const int LeastReady = 32;

    /// <summary>Also found without being told: what another gateway queued.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly MessageCarrier _carrier;
    private readonly OutboxLedger _ledger;
    private readonly IMessageStore _store;
    private readonly IOptOutStore _optOuts;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Queue<MessageRecord> _ready = [];
    private readonly Backlog _backlog = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _look;
    private readonly int _most;
    private int _held;
    private int _sending;
    private bool _isOpen;
    private DateTimeOffset _lookAt;

    public CarrierOutbox(MessageCarrier carrier, OutboxLedger ledger, IMessageStore store, IOptOutStore optOuts, TimeProvider clock, ILogger logger)
    {
        (_carrier, _ledger, _store, _optOuts, _clock, _logger) = (carrier, ledger, store, optOuts, clock, logger);
        _most = Adapter.Window + Math.Max(Adapter.Window, LeastReady);
        _look = clock.CreateTimer(static outbox => ((CarrierOutbox)outbox!).LookUp(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private ICarrierMessages Adapter => _carrier.Adapter;

    public void Start()
    {
        lock (_gate) _isOpen = true;
        LookUp();
    }

    /// <summary>Room for a message that is stored as "sending" in a moment: <see cref="Take"/> or <see cref="Release"/> follows. False: it has to wait in the store.</summary>
    public bool TryReserve()
    {
        lock (_gate)
        {
            if (!_isOpen || !_backlog.IsEmpty || _held == _most || Adapter.NotReady is not null) return false;
            _held++;
            return true;
        }
    }

    public void Release(int room)
    {
        lock (_gate) _held -= room;
    }

    /// <summary>It is stored as "sending", and ours to hand over.</summary>
    public void Take(MessageRecord message)
    {
        bool isOpen;
        lock (_gate)
        {
            isOpen = _isOpen;
            if (isOpen)
            {
                _ready.Enqueue(message);
                if (_sending == Adapter.Window) return;
                _sending++;
            }
        }
        if (isOpen) _ = SendAsync();
        else GiveBack(message);      // it was stored while we stopped
    }

    /// <summary>A message was queued in the store.</summary>
    /// <param name="message">As it is there; null: it is to be looked for.</param>
    public void Waits(MessageRecord? message, DateTimeOffset due, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (due > now)
            {
                if (due < _lookAt) LookAt(due, now);
                return;
            }
            if (message is not null) _backlog.Add(message);
            else _backlog.AddUnknown();
            if (_held == _most) return;      // with no room, it is claimed when there is some
        }
        _ledger.Poke();
    }

    /// <summary>What is to be claimed now: <see cref="Claimed"/> or <see cref="NotClaimed"/> follows. Not by the piece: a window that is full with more standing ready is in no hurry.</summary>
    public MessageClaim? Wish()
    {
        lock (_gate)
        {
            var room = _most - _held;
            if (!_isOpen || _backlog.IsEmpty || room == 0 || (room * 2 < _most && _ready.Count > 0)) return null;
            var elsewhere = Adapter.NotReady is not null;
            if (elsewhere) _backlog.Forget();
            var wish = _backlog.TryTake(room, out var known) ? new MessageClaim(Adapter.Carrier, known.Count) { Known = known } : new MessageClaim(Adapter.Carrier, room, elsewhere);
            _held += wish.Most;
            return wish;
        }
    }

    public void Claimed(MessageClaim wish, ClaimedMessages claimed, DateTimeOffset now)
    {
        lock (_gate)
        {
            _held -= wish.Most - claimed.Messages.Count;
            if (wish.Known is null) _backlog.Found(claimed.Messages, all: claimed.Messages.Count < wish.Most);
            // What is due and was not claimed waits for the carrier, or for another gateway that is claiming it.
            if (claimed.NextDue is { } due && due > now && due < _lookAt) LookAt(due, now);
        }
        foreach (var message in claimed.Messages) Take(message);
    }

    public void NotClaimed(MessageClaim wish)
    {
        lock (_gate)
        {
            _held -= wish.Most;
            _backlog.Forget();
        }
    }

    /// <summary>No new messages; those under way are waited for, and those that stand ready go back.</summary>
    public async ValueTask DisposeAsync()
    {
        MessageRecord[] back;
        lock (_gate)
        {
            (back, _isOpen) = ([.. _ready], false);
            _ready.Clear();
            if (_sending == 0) _idle.TrySetResult();
        }
        await _look.DisposeAsync().ConfigureAwait(false);
        foreach (var message in back) GiveBack(message);
        await _idle.Task.ConfigureAwait(false);
    }

    /// <summary>Messages that the last run left "sending": the carrier is asked, or the doubt is shown.</summary>
    public async Task ResolveAsync(IReadOnlyList<MessageRecord> left, CancellationToken cancellation)
    {
        const int AtOnce = 256;
        foreach (var chunk in left.Chunk(AtOnce))
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

    internal static Domain.Events.NewEvent? Tell(MessageRecord message, DeliveryReport report) =>
        SmsEvents.OfReport(message, message.State, report.ErrorCode.Length > 0 ? $"{report.State} ({report.ErrorCode})" : report.State.ToString(), message.ChangedAt);

    private void LookUp()
    {
        lock (_gate)
        {
            if (!_isOpen) return;
            _backlog.LookAgain();
            var now = _clock.GetUtcNow();
            LookAt(now + Look, now);
        }
        _ledger.Poke();
    }

    // Under the lock.
    private void LookAt(DateTimeOffset time, DateTimeOffset now)
    {
        _lookAt = time;
        if (_isOpen) _look.Change(time - now, Timeout.InfiniteTimeSpan);
    }

    private void GiveBack(MessageRecord message) => _ledger.Settle(Settlements.Of(message, AskOutcome.NeverTaken.Instance, _carrier.InDoubt, _clock.GetUtcNow()));

    // One place of the window: one message after another, until none stands ready.
    private async Task SendAsync()
    {
        await Task.Yield();
        while (TryNext(out var message))
        {
            var outcome = await HandOverAsync(message).ConfigureAwait(false);
            if (outcome is SendOutcome.Refused { IsOptOut: true }) await OptOutAsync(message).ConfigureAwait(false);
            Release(1);
            _ledger.Settle(Settlements.Of(message, outcome, _carrier.InDoubt, _clock.GetUtcNow()));
        }
    }

    private bool TryNext([NotNullWhen(true)] out MessageRecord? message)
    {
        lock (_gate)
        {
            if (_ready.TryDequeue(out message)) return true;
            if (--_sending == 0 && !_isOpen) _idle.TrySetResult();
            return false;
        }
    }

    private async ValueTask<SendOutcome> HandOverAsync(MessageRecord message)
    {
        try
        {
            var now = _clock.GetUtcNow();
            return message.ExpiresAt <= now
                ? new SendOutcome.Refused("Expired", "Its time was over before a carrier took it.")
                : await Adapter.SendAsync(message.ToOutbound(now), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception bug)
        {
            _logger.AdapterThrew(bug, Adapter.Carrier, message.Id);
            return new SendOutcome.Unknown("The carrier's adapter failed.", []);
        }
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
}
