using Microsoft.Extensions.Logging;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Messaging.Events;
using Telephony.Messaging.OptOuts;
using Telephony.Messaging.Outbox;
using Telephony.Messaging.Sending;

namespace Telephony.Messaging.Inbound;

/// <summary>
/// What carriers hand in. A wish to be left alone is honoured before anything else; then the message is stored, once, with the event that tells of it; then the wish is answered. What is not stored
/// throws, and the adapter lets the carrier try again.
/// </summary>
public sealed class InboundMessages(
    IMessageStore store, IOptOutStore optOuts, SenderDirectory senders, OptOutWords words, OptOutReplies replies, MessageOutbox outbox, TimeProvider clock, ILogger<InboundMessages> logger) : ICarrierMessageSink
{
    private static readonly TimeSpan ReplyLife = TimeSpan.FromHours(1);

    public async ValueTask ReceiveAsync(InboundMessage message, CancellationToken cancellation)
    {
        var resource = senders.OwnerOf(message.To) ?? ResourceId.Gateway;      // nobody's: kept, and found by the operator
        var wish = message.Part is null ? words.Read(message.ReadAs ?? message.Text) : OptOutWish.None;
        var changed = await HonourAsync(wish, resource, message, cancellation).ConfigureAwait(false);
        var whole = await store.ReceiveAsync(message, resource, (received, id) => SmsEvents.OfReceived(received, id, resource), cancellation).ConfigureAwait(false);
        if (whole is null || message.IsAnsweredByCarrier) return;
        if (changed || wish == OptOutWish.Help) await ReplyAsync(replies.Of(wish), resource, whole).ConfigureAwait(false);
    }

    public async ValueTask ReportAsync(DeliveryReport report, CancellationToken cancellation) =>
        await outbox.ReportAsync(report).WaitAsync(cancellation).ConfigureAwait(false);

    // A name or code cannot have opted out: only a number can be written to.
    private async ValueTask<bool> HonourAsync(OptOutWish wish, ResourceId resource, InboundMessage message, CancellationToken cancellation)
    {
        if (message.From.Kind != MessageAddressKind.E164) return false;
        switch (wish)
        {
            case OptOutWish.Stop:
                logger.OptedOut(message.To.Text, message.Text.Trim().ToUpperInvariant());
                return await optOuts.AddAsync(resource, message.To, message.From.Number, clock.GetUtcNow(), cancellation).ConfigureAwait(false);
            case OptOutWish.Start:
                return await optOuts.RemoveAsync(resource, message.To, message.From.Number, cancellation).ConfigureAwait(false);      // a "yes" of somebody who never left is a message
            default:
                return false;
        }
    }

    private async ValueTask ReplyAsync(string text, ResourceId resource, InboundMessage to)
    {
        if (text.Length == 0 || to.From.Kind != MessageAddressKind.E164) return;
        var now = clock.GetUtcNow();
        var reply = new MessageRecord
        {
            Id = MessageId.New(clock), Resource = resource, From = to.To, To = to.From.Number, Text = text, CreatedAt = now, ChangedAt = now, DueAt = now, ExpiresAt = now + ReplyLife, Carrier = to.Carrier,
        };
        await outbox.AddAsync([new NewMessage(reply, ToOptedOut: true)]).ConfigureAwait(false);
    }
}
