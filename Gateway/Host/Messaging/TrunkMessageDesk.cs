using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.SipTrunk.Messages;

namespace Telephony.Host.Messaging;

/// <summary>Between carriers of messages and the calls' side, which starts after them and ends before: which trunk is which carrier, and who sends.</summary>
internal sealed class TrunkMessageDesk : ITrunkMessages, ITrunkMessageReceiver
{
    private readonly Dictionary<TrunkId, SipMessages> _carriers = [];
    private volatile ITrunkMessages? _signalling;

    /// <summary>No carrier is by a trunk.</summary>
    public bool IsEmpty => _carriers.Count == 0;

    public void Add(SipMessages carrier) => _carriers.Add(carrier.Trunk, carrier);

    /// <summary>From now on messages can leave.</summary>
    public void Open(ITrunkMessages signalling) => _signalling = signalling;

    public ValueTask<TrunkMessageOutcome> SendAsync(TrunkId trunk, OutboundMessage message, CancellationToken cancellation) =>
        _signalling is { } open ? open.SendAsync(trunk, message, cancellation) : ValueTask.FromResult<TrunkMessageOutcome>(new TrunkMessageOutcome.NotSent("The gateway is starting."));

    public int? LargestFrom(TrunkId trunk) => _carriers.GetValueOrDefault(trunk)?.LargestText;

    public ValueTask ReceiveAsync(TrunkId trunk, string id, MessageAddress from, MessageAddress to, string text, CancellationToken cancellation) =>
        _carriers[trunk].ReceiveAsync(id, from, to, text, cancellation);
}
