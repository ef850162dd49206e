using System.Globalization;
using Telephony.Domain.Addresses;
using Telephony.Domain.Messages;

namespace Telephony.Simulator;

/// <summary>
/// A carrier of messages that is all here: the embedded default, so that an application can be tried without one. What it does with a message is told by the last two digits of the recipient:
/// <code>
/// 01 refuses it      02 asks for rest the first time      03 never says whether it took it      05 takes it, reports it undeliverable      06 takes it, reports nothing      else delivers it
/// </code>
/// It remembers what it took, over the gateway's death too, and can be asked.
/// </summary>
/// <param name="ledger">File of what it took; null: remembered as long as the process lives.</param>
public sealed class SimulatedMessages(ICarrierMessageSink sink, string? ledger, TimeProvider clock) : ICarrierMessages, IDisposable
{
    public const string Name = "simulator";

    private const int MostRested = 10_000;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly MessageLedger _taken = new(ledger);
    private readonly HashSet<PhoneNumber> _rested = [];
    private long _next;

    public string Carrier => Name;

    public int Window => 100;

    public bool CanBeAsked => true;

    public string? NotReady => null;

    public async ValueTask<SendOutcome> SendAsync(OutboundMessage message, CancellationToken cancellation)
    {
        var rule = message.To.Digits % 100;
        if (rule == 1) return new SendOutcome.Refused("21211", "The simulator refuses numbers that end in 01.");
        if (rule == 2 && IsFirst(message.To)) return new SendOutcome.NotTaken(Rest, "The simulator asks for rest once for numbers that end in 02.");
        var id = Remember(message.Id);
        if (rule == 3) return new SendOutcome.Unknown("The simulator says nothing for numbers that end in 03.", []);
        if (message.WantsReport && rule != 6)
        {
            // Before the answer, as carriers may: a report that overtakes it must not be lost.
            await sink.ReportAsync(new DeliveryReport(Name, id, rule == 5 ? DeliveryState.Undeliverable : DeliveryState.Delivered, clock.GetUtcNow(), rule == 5 ? "30003" : ""), cancellation).ConfigureAwait(false);
        }
        return new SendOutcome.Accepted([id]);
    }

    public ValueTask<AskOutcome> AskAsync(OutboundMessage message, CancellationToken cancellation) =>
        ValueTask.FromResult<AskOutcome>(_taken.Find(message.Id) is { } id ? new AskOutcome.Known([id], DeliveryState.Enroute) : AskOutcome.NeverTaken.Instance);

    public void Dispose() => _taken.Dispose();

    /// <summary>Somebody on the network writes to us.</summary>
    public ValueTask ReceiveAsync(MessageAddress from, MessageAddress to, string text, CancellationToken cancellation) =>
        sink.ReceiveAsync(new InboundMessage(Name, NewId("in"), from, to, text, clock.GetUtcNow()), cancellation);

    private bool IsFirst(PhoneNumber to)
    {
        lock (_gate) return _rested.Count < MostRested && _rested.Add(to);
    }

    private string Remember(MessageId message)
    {
        var id = NewId("out");
        _taken.Add(message, id);
        return id;
    }

    // Unique over restarts too: what another run's ids meant is still in the store.
    private string NewId(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{clock.GetUtcNow().ToUnixTimeMilliseconds():x}-{Interlocked.Increment(ref _next):x}");
}
