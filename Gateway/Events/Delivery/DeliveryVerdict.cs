using Telephony.Domain.Events;
using Telephony.Events.Webhooks;

namespace Telephony.Events.Delivery;

/// <summary>What an endpoint's reply means for a delivery: pure.</summary>
internal static class DeliveryVerdict
{
    /// <param name="chance">0 to 1.</param>
    public static DeliverySettlement Of(ClaimedDelivery delivery, WebhookReply reply, int mostAttempts, DateTimeOffset now, double chance)
    {
        var (trigger, status, why) = Read(reply);
        var due = now;
        if (trigger == DeliveryTrigger.NotTaken)
        {
            due += DeliverySchedule.After(delivery.Attempts, status, (reply as WebhookReply.Answered)?.Headers.GetValueOrDefault("Retry-After"), chance);
            if (delivery.Attempts >= mostAttempts || due >= delivery.ExpiresAt) trigger = DeliveryTrigger.Exhausted;
        }
        return new DeliverySettlement(delivery, DeliveryMachine.On(EventDeliveryState.Sending, trigger).Next, due, why);
    }

    // The codes that the service does not try again at webhooks.
    private static (DeliveryTrigger Trigger, int Status, string Why) Read(WebhookReply reply) => reply switch
    {
        WebhookReply.Answered { IsTaken: true } taken => (DeliveryTrigger.Taken, taken.Status, ""),
        WebhookReply.Answered { Status: 400 or 401 or 403 or 413 } refused => (DeliveryTrigger.Refused, refused.Status, FormattableString.Invariant($"answered {refused.Status}")),
        WebhookReply.Answered other => (DeliveryTrigger.NotTaken, other.Status, FormattableString.Invariant($"answered {other.Status}")),
        WebhookReply.Silent silent => (DeliveryTrigger.NotTaken, 0, silent.Why),
        _ => throw new InvalidOperationException($"{reply.GetType().Name} is no reply that is known here."),
    };
}
