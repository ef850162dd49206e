using Microsoft.Extensions.Logging;
using Telephony.Domain.Messages;
using Telephony.Domain.Stores;

namespace Telephony.Messaging.Outbox;

/// <summary>
/// The one hand that writes what happens to messages, in turns: what comes while one transaction runs goes into the next, together. Nothing waits for a clock: a single message is stored at once, and a
/// hundred at the same time share a transaction.
/// <code>
/// accepted ──┐                                   ┌─► the application is answered; what was stored as "sending" is handed over
/// settled  ──┼─► gathered ─► one transaction ────┼─► due again
/// reported ──┤                                   ├─► the carrier is answered
/// wishes   ──┘                                   └─► claimed: handed over
/// </code>
/// What an outbox settles is kept until the store has it: nobody else knows. All else that fails is told to who asked.
/// </summary>
internal sealed class OutboxLedger(IMessageStore store, TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    /// <summary>While more comes, what else is ready to run gets so many chances to add to the turn.</summary>
    private const int MostLooks = 4;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly List<MessageSettlement> _kept = [];
    private LedgerBatch _waiting = new();
    private bool _isPoked;
    private bool _isRunning;
    private bool _isOver;
    private Task _running = Task.CompletedTask;
    private ITimer? _retry;

    /// <summary>By carrier. Set before the first use.</summary>
    public IReadOnlyDictionary<string, CarrierOutbox> Outboxes { get; set; } = new Dictionary<string, CarrierOutbox>();

    /// <summary>Returns when they are stored.</summary>
    /// <exception cref="StorageException">They are not; or, with <see cref="StorageFault.Unknown"/>, may be.</exception>
    public Task<IReadOnlyList<AddedMessage>> AddAsync(IReadOnlyList<NewMessage> messages)
    {
        var adding = new LedgerBatch.Adding(messages);
        lock (_gate)
        {
            _waiting.Adds.Add(adding);
            Run();
        }
        return adding.Done.Task;
    }

    /// <summary>Returns when it is stored: false if it changed nothing.</summary>
    /// <exception cref="StorageException">It is not.</exception>
    public Task<bool> ReportAsync(DeliveryReport report)
    {
        var reporting = new LedgerBatch.Reporting(report);
        lock (_gate)
        {
            _waiting.Reports.Add(reporting);
            Run();
        }
        return reporting.Done.Task;
    }

    /// <summary>Stored in a moment, or whenever the store is back.</summary>
    public void Settle(MessageSettlement settled)
    {
        lock (_gate)
        {
            _waiting.Settlements.Add(settled);
            Run();
        }
    }

    /// <summary>An outbox may have a wish.</summary>
    public void Poke()
    {
        lock (_gate)
        {
            _isPoked = true;
            Run();
        }
    }

    /// <summary>What has come is stored, if the store takes it. What comes later still is.</summary>
    public async ValueTask DisposeAsync()
    {
        Task running;
        lock (_gate) (_isOver, running) = (true, _running);
        await running.ConfigureAwait(false);
        if (_retry is not null) await _retry.DisposeAsync().ConfigureAwait(false);
    }

    // Under the lock.
    private void Run()
    {
        if (_isRunning) return;
        _isRunning = true;
        _running = RunAsync();
    }

    private async Task RunAsync()
    {
        while (true)
        {
            await GatherAsync().ConfigureAwait(false);
            LedgerBatch batch;
            lock (_gate)
            {
                if (_waiting.Parts == 0 && !_isPoked)
                {
                    _isRunning = false;
                    return;
                }
                (batch, _waiting, _isPoked) = (_waiting, new LedgerBatch(), false);
            }
            await WriteAsync(batch, [.. Outboxes.Values.Select(static outbox => outbox.Wish()).OfType<MessageClaim>()]).ConfigureAwait(false);
        }
    }

    // Each look lets go of the thread, behind all that is ready to run: on one core nothing would come while we write.
    private async Task GatherAsync()
    {
        for (var (looks, seen) = (0, -1); looks < MostLooks; looks++)
        {
            await Task.Yield();
            lock (_gate)
            {
                if (_waiting.Parts == seen) return;
                seen = _waiting.Parts;
            }
        }
    }

    private async Task WriteAsync(LedgerBatch batch, IReadOnlyList<MessageClaim> wishes)
    {
        if (batch.Parts + wishes.Count == 0) return;
        var now = clock.GetUtcNow();
        var add = Route(batch, now);
        try
        {
            var turn = new MessageTurn { Add = add, Settle = batch.Settlements, Reports = [.. batch.Reports.Select(static reporting => reporting.Report)], Claims = wishes };
            Told(batch, wishes, add, await store.TurnAsync(turn, CarrierOutbox.Tell, now, CancellationToken.None).ConfigureAwait(false), now);
        }
        catch (Exception failure)
        {
            logger.StoreFailed("all", failure.Message);
            Undo(wishes, add, failure is StorageException { Fault: StorageFault.Unknown }, now);
            if (batch.Parts + wishes.Count > 1 && failure is not StorageException { Fault: StorageFault.Unavailable or StorageFault.Full or StorageFault.Denied or StorageFault.Unknown })
            {
                foreach (var part in batch.Split()) await WriteAsync(part, []).ConfigureAwait(false);
                return;
            }
            batch.Fail(failure);
            if (failure is not StorageException { Fault: StorageFault.Duplicate }) Keep(batch.Settlements);      // its event is there: it was stored after all
        }
    }

    // What its carrier can take at once is stored as "sending": it need not be claimed.
    private List<NewMessage> Route(LedgerBatch batch, DateTimeOffset now)
    {
        var add = new List<NewMessage>(batch.Adds.Count);
        foreach (var adding in batch.Adds)
        {
            foreach (var message in adding.Messages)
            {
                var isFirst = message.Record.DueAt <= now && Outboxes.GetValueOrDefault(message.Record.Carrier)?.TryReserve() == true;
                add.Add(isFirst ? message with { Record = message.Record with { State = MessageState.Sending, Attempts = 1 } } : message);
            }
        }
        return add;
    }

    private void Told(LedgerBatch batch, IReadOnlyList<MessageClaim> wishes, List<NewMessage> add, MessageTurnResult result, DateTimeOffset now)
    {
        var at = 0;
        foreach (var adding in batch.Adds)
        {
            var added = new AddedMessage[adding.Messages.Count];
            for (var i = 0; i < added.Length; i++, at++) added[i] = result.Added[at];
            adding.Done.TrySetResult(added);
        }
        for (var i = 0; i < batch.Reports.Count; i++) batch.Reports[i].Done.TrySetResult(result.Reported[i]);
        for (var i = 0; i < add.Count; i++)
        {
            if (!Outboxes.TryGetValue(add[i].Record.Carrier, out var outbox)) continue;
            if (add[i].Record.State != MessageState.Sending)
            {
                if (result.Added[i].IsStored) outbox.Waits(add[i].Record, add[i].Record.DueAt, now);
            }
            else if (result.Added[i].IsStored) outbox.Take(add[i].Record);
            else outbox.Release(1);
        }
        foreach (var settled in batch.Settlements)
        {
            if (settled.State == MessageState.Queued) Outboxes.GetValueOrDefault(settled.Carrier)?.Waits(null, settled.DueAt, now);
        }
        // Last: what waited when they were claimed is among them, or known to be left.
        for (var i = 0; i < wishes.Count; i++) Outboxes[wishes[i].Carrier].Claimed(wishes[i], result.Claimed[i], now);
    }

    // Who may be stored as "sending" after all is nobody's to hand over: it is made due again.
    private void Undo(IReadOnlyList<MessageClaim> wishes, List<NewMessage> add, bool maybeStored, DateTimeOffset now)
    {
        foreach (var (record, _) in add.Where(static message => message.Record.State == MessageState.Sending))
        {
            Outboxes[record.Carrier].Release(1);
            if (maybeStored) Keep([new MessageSettlement(record, MessageState.Queued, record.Carrier, record.Others, [], now, "", "", null)]);
        }
        foreach (var wish in wishes) Outboxes[wish.Carrier].NotClaimed(wish);
    }

    private void Keep(IReadOnlyCollection<MessageSettlement> settlements)
    {
        if (settlements.Count == 0) return;
        lock (_gate)
        {
            if (_isOver) return;      // shown as unknown by the next run
            _kept.AddRange(settlements);
            _retry ??= clock.CreateTimer(static ledger => ((OutboxLedger)ledger!).TryAgain(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _retry.Change(Pause, Timeout.InfiniteTimeSpan);
        }
    }

    private void TryAgain()
    {
        lock (_gate)
        {
            _waiting.Settlements.AddRange(_kept);
            _kept.Clear();
            Run();
        }
    }
}
