using Telephony.Domain.Messages;

namespace Telephony.Messaging.Outbox;

/// <summary>What one transaction is to write, and who waits for it. Bounded by those who wait: requests, windows of carriers, reports that carriers have no answer to.</summary>
internal sealed class LedgerBatch
{
    public List<Adding> Adds { get; } = [];

    public List<MessageSettlement> Settlements { get; } = [];

    public List<Reporting> Reports { get; } = [];

    /// <summary>What could be written each by itself.</summary>
    public int Parts => Adds.Count + Settlements.Count + Reports.Count;

    /// <summary>The same, each by itself: one that the store refuses is not to keep the others from it.</summary>
    public IEnumerable<LedgerBatch> Split()
    {
        foreach (var settled in Settlements) yield return new LedgerBatch { Settlements = { settled } };
        foreach (var add in Adds) yield return new LedgerBatch { Adds = { add } };
        foreach (var report in Reports) yield return new LedgerBatch { Reports = { report } };
    }

    /// <summary>Who waits is told; settlements are not theirs.</summary>
    public void Fail(Exception failure)
    {
        foreach (var add in Adds) add.Done.TrySetException(failure);
        foreach (var report in Reports) report.Done.TrySetException(failure);
    }

    /// <summary>Messages of one request.</summary>
    public sealed class Adding(IReadOnlyList<NewMessage> messages)
    {
        public IReadOnlyList<NewMessage> Messages => messages;

        public TaskCompletionSource<IReadOnlyList<AddedMessage>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public sealed class Reporting(DeliveryReport report)
    {
        public DeliveryReport Report => report;

        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
