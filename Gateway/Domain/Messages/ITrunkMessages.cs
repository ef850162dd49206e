using Telephony.Domain.Identity;

namespace Telephony.Domain.Messages;

/// <summary>Text messages by SIP on trunks (RFC 3428): what a carrier adapter asks of the side that speaks SIP. Safe to call from any thread.</summary>
public interface ITrunkMessages
{
    /// <summary>Sends one MESSAGE to the trunk and waits for its final response. Never throws for what the network does; cancelling means to stop waiting.</summary>
    /// <param name="trunk">By its FQDN.</param>
    /// <param name="message">Its id is the Call-ID.</param>
    ValueTask<TrunkMessageOutcome> SendAsync(TrunkId trunk, OutboundMessage message, CancellationToken cancellation);
}

/// <summary>What came of a MESSAGE. A closed union.</summary>
public abstract record TrunkMessageOutcome
{
    private TrunkMessageOutcome()
    {
    }

    /// <param name="Status">200 to 699.</param>
    /// <param name="Reason">The phrase of the status line.</param>
    /// <param name="After">Its Retry-After.</param>
    public sealed record Answered(int Status, string Reason, TimeSpan? After) : TrunkMessageOutcome;

    /// <summary>It never left.</summary>
    public sealed record NotSent(string Why) : TrunkMessageOutcome;

    /// <summary>It left, and no final response came.</summary>
    public sealed record Silent(string Why) : TrunkMessageOutcome;
}

/// <summary>Where the side that speaks SIP hands in what trunks send. Safe to call from any thread.</summary>
public interface ITrunkMessageReceiver
{
    /// <summary>The longest text in octets of UTF-8 that is taken from the trunk; null: it may not send any, and gets 405.</summary>
    int? LargestFrom(TrunkId trunk);

    /// <summary>Returns when it is stored, and throws when it cannot be; a repeat is dropped.</summary>
    /// <param name="id">Call-ID and sequence number: the same in every copy.</param>
    ValueTask ReceiveAsync(TrunkId trunk, string id, MessageAddress from, MessageAddress to, string text, CancellationToken cancellation);
}
