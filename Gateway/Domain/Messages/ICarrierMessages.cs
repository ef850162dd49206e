namespace Telephony.Domain.Messages;

/// <summary>
/// A carrier's way for text messages. One instance for the life of the process; safe to call from any thread, as many at once as <see cref="Window"/> allows.
/// </summary>
public interface ICarrierMessages
{
    /// <summary>Unique name of the carrier, as settings and records have it.</summary>
    string Carrier { get; }

    /// <summary>Messages that may be under way at once; more are queued by the caller.</summary>
    int Window { get; }

    /// <summary>Whether <see cref="AskAsync"/> can tell what became of a message whose outcome is unknown.</summary>
    bool CanBeAsked { get; }

    /// <summary>Null while messages can be given; else a sentence why not (not bound, suspended).</summary>
    string? NotReady { get; }

    /// <summary>Hands the message over. Never throws for what the carrier or the network does; cancelling means to stop waiting, and the outcome is then unknown.</summary>
    ValueTask<SendOutcome> SendAsync(OutboundMessage message, CancellationToken cancellation);

    /// <summary>Asks about a message whose outcome is unknown, by the reference it was given.</summary>
    ValueTask<AskOutcome> AskAsync(OutboundMessage message, CancellationToken cancellation);
}

/// <summary>What a carrier knows of a message.</summary>
public abstract record AskOutcome
{
    private AskOutcome()
    {
    }

    public sealed record Known(IReadOnlyList<string> CarrierIds, DeliveryState State) : AskOutcome;

    /// <summary>The carrier surely never got it.</summary>
    public sealed record NeverTaken : AskOutcome
    {
        public static readonly NeverTaken Instance = new();
    }

    /// <summary>The carrier cannot be asked, or did not answer: nothing is known.</summary>
    public sealed record Silent(string Why) : AskOutcome;
}

/// <summary>Where carrier adapters hand in what comes from the network. Returns when it is stored: only then may the adapter acknowledge to the carrier. Throws when it cannot be stored.</summary>
public interface ICarrierMessageSink
{
    /// <summary>A repeat (same carrier and carrier id) is accepted and dropped.</summary>
    ValueTask ReceiveAsync(InboundMessage message, CancellationToken cancellation);

    /// <summary>A report for an unknown id is kept for a while: it may overtake the answer that tells the id.</summary>
    ValueTask ReportAsync(DeliveryReport report, CancellationToken cancellation);
}
