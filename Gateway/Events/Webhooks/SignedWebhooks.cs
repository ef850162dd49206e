using Telephony.Domain.Events;

namespace Telephony.Events.Webhooks;

/// <summary>Requests to a subscription's endpoint, with the proof it wants. Any thread.</summary>
public sealed class SignedWebhooks(WebhookSender sender, WebhookTokens tokens, Func<EventSubscription, string> audience, TimeProvider clock)
{
    /// <param name="id">Of what is sent: the same however often.</param>
    public ValueTask<WebhookReply> SendAsync(EventSubscription subscription, WebhookRequest request, string id, CancellationToken cancellation)
    {
        IEnumerable<KeyValuePair<string, string>> proof = subscription.Proof switch
        {
            WebhookProof.Hmac => WebhookSignature.Headers(subscription.Secret, id, clock.GetUtcNow(), request.Body.Span),
            WebhookProof.Jwt => [tokens.Header(audience(subscription), request.Body.Span)],
            _ => [],
        };
        return sender.SendAsync(request with { Headers = [.. request.Headers, .. proof] }, cancellation);
    }
}
