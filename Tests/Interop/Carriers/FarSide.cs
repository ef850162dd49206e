using Telephony.Domain.Messages;

namespace Telephony.Interop.Carriers;

/// <summary>What stands behind a carrier adapter in <see cref="CarrierMessagesContract"/>: a message centre or service that can be told what to do. How it treats a message depends on the recipient.</summary>
public interface IFarSide : IAsyncDisposable
{
    /// <summary>The adapter under test, started and ready.</summary>
    ICarrierMessages Adapter { get; }

    /// <summary>Whole messages, parts joined, in order of arrival.</summary>
    Task<IReadOnlyList<TakenMessage>> TakenAsync();

    /// <summary>Someone on the network writes to us.</summary>
    Task DeliverAsync(string from, string to, string text);

    /// <summary>The far side is gone, and the adapter has noticed.</summary>
    Task DisappearAsync();
}

public sealed record TakenMessage(string From, string To, string Text);

/// <summary>A sink that remembers, and can be told to fail.</summary>
public sealed class RememberingSink : ICarrierMessageSink
{
    private readonly Lock _gate = new();
    private readonly List<InboundMessage> _messages = [];
    private readonly List<DeliveryReport> _reports = [];
    private int _failures;

    public IReadOnlyList<InboundMessage> Messages
    {
        get { lock (_gate) return [.. _messages]; }
    }

    public IReadOnlyList<DeliveryReport> Reports
    {
        get { lock (_gate) return [.. _reports]; }
    }

    public void FailNext(int times) => Interlocked.Exchange(ref _failures, times);

    public ValueTask ReceiveAsync(InboundMessage message, CancellationToken cancellation)
    {
        if (Interlocked.Decrement(ref _failures) >= 0) throw new IOException("The disk is full.");
        lock (_gate) _messages.Add(message);
        return ValueTask.CompletedTask;
    }

    public ValueTask ReportAsync(DeliveryReport report, CancellationToken cancellation)
    {
        lock (_gate) _reports.Add(report);
        return ValueTask.CompletedTask;
    }
}
