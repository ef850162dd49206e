using Microsoft.Extensions.Logging;
using Telephony.Api.Sms;
using Telephony.Domain.Messages;
using Telephony.Domain.Numbers;
using Telephony.Messaging.Inbound;
using Telephony.Messaging.Outbox;
using Telephony.Messaging.Sending;
using Telephony.Simulator;
using Telephony.SipTrunk.Messages;
using Telephony.Smpp;
using Telephony.Storage.Databases;
using Telephony.Storage.Messages;
using Telephony.Twilio.Messages;
using Telephony.Twilio.Numbers;
using Telephony.Twilio.Rest;
using Telephony.Twilio.Webhooks;

namespace Telephony.Host.Messaging;

/// <summary>
/// Text messages, put together and taken apart.
/// <code>
/// start: what the last run left is cleared up ─► outboxes ─► carriers connect          stop: outboxes settle what is under way ─► carriers unbind
/// </code>
/// </summary>
internal sealed class MessagingParts : IAsyncDisposable, ICarrierMessageSink
{
    private readonly List<SmppCarrier> _smpp = [];
    private readonly List<TwilioAccount> _twilio = [];
    private readonly List<ICarrierNumbers> _sellers = [];
    private readonly List<IOperatorLookup> _lookups = [];
    private readonly Dictionary<string, TwilioWebhooks> _webhooks = new(StringComparer.Ordinal);
    private readonly MessageOutbox _outbox;
    private readonly InboundMessages _inbound;

    private MessagingParts(Database database, NumberCatalogueHolder numbers, MessagingPlan plan, string dataDirectory, ILoggerFactory loggers, TimeProvider clock)
    {
        (Store, var optOuts) = (new MessageStore(database), new OptOutStore(database));
        Simulator = new SimulatedMessages(this, Path.Combine(dataDirectory, "simulator-messages"), clock);
        var carriers = new List<MessageCarrier> { new(Simulator, DoubtPolicy.AtMostOnce) };
        carriers.AddRange(plan.Carriers.Select(carrier => new MessageCarrier(Make(carrier, loggers, clock), carrier.InDoubt)));
        Carriers = new MessageCarriers(carriers);
        _outbox = new MessageOutbox(Carriers, Store, optOuts, clock, loggers.CreateLogger<MessageOutbox>());
        var senders = new SenderDirectory(() => numbers.Current, plan.Names, plan.Routes, name => Carriers.Find(name) is not null);
        _inbound = new InboundMessages(Store, optOuts, senders, plan.Words, plan.Replies, _outbox, clock, loggers.CreateLogger<InboundMessages>());
        Api = new SmsServices(new MessageSender(Store, senders, _outbox, clock), senders, Store, optOuts, clock);
    }

    public MessageCarriers Carriers { get; }

    public SimulatedMessages Simulator { get; }

    public IMessageStore Store { get; }

    public SmsServices Api { get; }

    /// <summary>The way to and from the calls' side for messages by SIP.</summary>
    public TrunkMessageDesk Trunks { get; } = new();

    /// <summary>Those of the carriers that sell numbers too.</summary>
    public IReadOnlyList<ICarrierNumbers> Sellers => _sellers;

    /// <summary>Those of the carriers that know whose a number is.</summary>
    public IReadOnlyList<IOperatorLookup> Lookups => _lookups;

    /// <summary>What carriers call us by, by the name of the carrier.</summary>
    public IReadOnlyDictionary<string, TwilioWebhooks> Webhooks => _webhooks;

    public static async Task<MessagingParts> StartAsync(Database database, NumberCatalogueHolder numbers, MessagingPlan plan, string dataDirectory, ILoggerFactory loggers, TimeProvider clock, CancellationToken cancellation)
    {
        var parts = new MessagingParts(database, numbers, plan, dataDirectory, loggers, clock);
        await parts._outbox.StartAsync(cancellation).ConfigureAwait(false);
        foreach (var carrier in parts._smpp) carrier.Start();
        return parts;
    }

    public Task TakeOverAsync(CancellationToken cancellation) => _outbox.TakeOverAsync(cancellation);

    public Task ExpireReportsAsync(CancellationToken cancellation) => _outbox.ExpireReportsAsync(cancellation);

    public ValueTask ReceiveAsync(InboundMessage message, CancellationToken cancellation) => _inbound.ReceiveAsync(message, cancellation);

    public ValueTask ReportAsync(DeliveryReport report, CancellationToken cancellation) => _inbound.ReportAsync(report, cancellation);

    public async ValueTask DisposeAsync()
    {
        await _outbox.DisposeAsync().ConfigureAwait(false);
        foreach (var carrier in _smpp) await carrier.DisposeAsync().ConfigureAwait(false);
        foreach (var account in _twilio) account.Dispose();
        Simulator.Dispose();
    }

    private ICarrierMessages Make(CarrierPlan plan, ILoggerFactory loggers, TimeProvider clock)
    {
        switch (plan)
        {
            case CarrierPlan.Smpp smpp:
                var centre = new SmppCarrier(smpp.Options, this, clock, loggers.CreateLogger<SmppCarrier>());
                _smpp.Add(centre);
                return centre;
            case CarrierPlan.Twilio twilio:
                var account = new TwilioAccount(twilio.Options, clock);
                _twilio.Add(account);
                _lookups.Add(new TwilioLookup(account));
                _webhooks.Add(plan.Name, new TwilioWebhooks(twilio.Options, this, clock, loggers.CreateLogger<TwilioWebhooks>()));
                if (twilio.Options.SellsNumbers) _sellers.Add(new TwilioNumbers(twilio.Options, account));
                return new TwilioMessages(twilio.Options, account, clock);
            case CarrierPlan.Sip sip:
                var trunk = new SipMessages(sip.Options, Trunks, this, clock);
                Trunks.Add(trunk);
                return trunk;
            default:
                throw new InvalidOperationException($"{plan.GetType().Name} is no kind of carrier that is known here.");
        }
    }
}
