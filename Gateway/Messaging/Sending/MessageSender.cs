using Telephony.Domain.Addresses;
using Telephony.Domain.Messages;
using Telephony.Messaging.Outbox;

namespace Telephony.Messaging.Sending;

/// <summary>Takes texts of applications: checks sender and recipients, and gives the outbox what may leave, which leaves out who opted out. What is accepted is stored.</summary>
public sealed class MessageSender(IMessageStore store, SenderDirectory senders, MessageOutbox outbox, TimeProvider clock)
{
    private readonly SenderPaces _paces = new(store, clock);

    /// <param name="request">Text not empty and at most <see cref="OutboundMessage.LongestText"/> long, 1 to <see cref="SendRequest.MostRecipients"/> recipients: the caller has looked.</param>
    public async ValueTask<SendAnswer> SendAsync(SendRequest request, CancellationToken cancellation)
    {
        if (senders.Refusal(request.Resource, request.From) is { } why) return new SendAnswer.NotYours(why);
        var carriers = senders.CarriersOf(request.From);
        if (carriers.Count == 0) return new SendAnswer.NoCarrier($"No carrier takes messages from {request.From.Text}: see Messaging:Routes.");
        var numbers = request.Recipients.Select(static recipient => PhoneNumber.TryParse(recipient.To, out var number) ? number : default).ToArray();
        var (results, records, places) = (new SendResult[numbers.Length], new List<MessageRecord>(), new List<int>());
        for (var i = 0; i < numbers.Length; i++)
        {
            var recipient = request.Recipients[i];
            if (numbers[i].IsNone) results[i] = new SendResult.BadNumber(recipient.To, $"\"{recipient.To}\" is no E.164 number: '+' and {PhoneNumber.FewestDigits} to {PhoneNumber.MostDigits} digits.");
            else
            {
                records.Add(Record(request, numbers[i], recipient.RepeatKey, carriers));
                places.Add(i);
            }
        }
        if (records.Count > 0) await PaceAsync(request, records, cancellation).ConfigureAwait(false);
        var added = records.Count == 0 ? [] : await outbox.AddAsync([.. records.Select(static record => new NewMessage(record))]).ConfigureAwait(false);
        for (var i = 0; i < added.Count; i++) results[places[i]] = ResultOf(request.Recipients[places[i]].To, added[i]);
        return new SendAnswer.Results(results);
    }

    private async ValueTask PaceAsync(SendRequest request, List<MessageRecord> records, CancellationToken cancellation)
    {
        if (senders.PerSecondOf(request.From) is not (> 0 and var perSecond)) return;
        var parts = MessageSegments.Cut(request.Text, MessageSegments.EncodingOf(request.Text)).Count;
        var turns = await _paces.TakeTurnsAsync(request.From, perSecond, parts, records.Count, cancellation).ConfigureAwait(false);
        for (var i = 0; i < turns.Count; i++) records[i] = records[i] with { DueAt = turns[i] };
    }

    private static SendResult ResultOf(string to, AddedMessage added) => added switch
    {
        { IsOptedOut: true } => new SendResult.OptedOut(to),
        { IsRepeat: true, IsSame: false } => new SendResult.KeyMismatch(to),
        _ => new SendResult.Accepted(to, added.Id, added.IsRepeat),
    };

    private MessageRecord Record(SendRequest request, PhoneNumber to, string repeatKey, IReadOnlyList<string> carriers)
    {
        var now = clock.GetUtcNow();
        return new MessageRecord
        {
            Id = MessageId.New(clock), Resource = request.Resource, From = request.From, To = to, Text = request.Text, Tag = request.Tag, WantsReport = request.WantsReport, CreatedAt = now, ChangedAt = now, DueAt = now,
            ExpiresAt = now + request.ReportLimit, Carrier = carriers[0], Others = [.. carriers.Skip(1)], RepeatKey = repeatKey,
        };
    }
}
