using System.Collections.Frozen;
using Telephony.Domain.Messages;

namespace Telephony.Messaging.Outbox;

/// <summary>What is to happen with a message whose outcome is unknown, at a carrier that cannot be asked.</summary>
public enum DoubtPolicy
{
    /// <summary>It is shown as unknown, and never sent again by itself.</summary>
    AtMostOnce,

    /// <summary>It is sent again: the recipient may get it twice.</summary>
    AtLeastOnce,
}

/// <summary>A carrier of messages and how it is used.</summary>
public sealed record MessageCarrier(ICarrierMessages Adapter, DoubtPolicy InDoubt);

/// <summary>The carriers of messages by name.</summary>
public sealed class MessageCarriers(IEnumerable<MessageCarrier> carriers)
{
    private readonly FrozenDictionary<string, MessageCarrier> _byName = carriers.ToFrozenDictionary(static carrier => carrier.Adapter.Carrier, StringComparer.Ordinal);

    public IEnumerable<MessageCarrier> All => _byName.Values;

    public MessageCarrier? Find(string name) => _byName.GetValueOrDefault(name);
}
