using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Telephony.Domain.Events;
using Telephony.Events.Delivery;
using Telephony.Events.Webhooks;

namespace Telephony.Events.Subscriptions;

/// <summary>
/// Asks an endpoint whether it wants our events, so that nobody can aim them at a stranger.
/// <code>
/// Event Grid     POST [SubscriptionValidationEvent {validationCode, validationUrl}]  ─► 200 {"validationResponse": CODE}, or GET validationUrl later
/// CloudEvents    OPTIONS, WebHook-Request-Origin, WebHook-Request-Callback           ─► 200 WebHook-Allowed-Origin: ours or *, or GET of the callback later
/// </code>
/// </summary>
public sealed class Handshake(SignedWebhooks webhooks, Func<EventSubscription, string> consentUrl, string origin, TimeProvider clock)
{
    public const string ValidationType = "Microsoft.EventGrid.SubscriptionValidationEvent";

    private const string AllowedOrigin = "WebHook-Allowed-Origin";

    /// <summary>What the endpoint says, and in words why it is not yes.</summary>
    public async ValueTask<(SubscriptionTrigger Trigger, string Why)> AskAsync(EventSubscription subscription, CancellationToken cancellation)
    {
        var request = subscription.Schema == EventSchema.EventGrid ? Validation(subscription) : Options(subscription);
        var reply = await webhooks.SendAsync(subscription, request, subscription.Code.ToString("D"), cancellation).ConfigureAwait(false);
        return Read(subscription, reply, origin);
    }

    internal static (SubscriptionTrigger Trigger, string Why) Read(EventSubscription subscription, WebhookReply reply, string origin)
    {
        if (reply is not WebhookReply.Answered answered) return (SubscriptionTrigger.NotHeard, ((WebhookReply.Silent)reply).Why);
        if (answered.Status is < 200 or > 299) return (SubscriptionTrigger.NotHeard, string.Create(CultureInfo.InvariantCulture, $"answered {answered.Status} to the question whether it wants events"));
        if (subscription.Schema == EventSchema.EventGrid)
        {
            return ResponseIn(answered.Body.Span) is not { } response ? (SubscriptionTrigger.Deferred, "took the validation event without a validationResponse; a GET of its validationUrl is waited for")
                : response == subscription.Code.ToString("D") ? (SubscriptionTrigger.Agreed, "") : (SubscriptionTrigger.NotHeard, "answered with a validationResponse that is not the validationCode");
        }
        if (!answered.Headers.TryGetValue(AllowedOrigin, out var allowed)) return (SubscriptionTrigger.Deferred, $"answered without {AllowedOrigin}; a GET of the callback is waited for");
        return allowed.Split(',', StringSplitOptions.TrimEntries).Any(one => one == "*" || one.Equals(origin, StringComparison.OrdinalIgnoreCase))
            ? (SubscriptionTrigger.Agreed, "") : (SubscriptionTrigger.NotHeard, $"allows other origins than {origin}");
    }

    private static string? ResponseIn(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!JsonDocument.TryParseValue(ref reader, out var document)) return null;
            using (document)
            {
                if (document.RootElement.ValueKind != JsonValueKind.Object) return null;
                foreach (var field in document.RootElement.EnumerateObject())
                {
                    if (field.Name.Equals("validationResponse", StringComparison.OrdinalIgnoreCase) && field.Value.ValueKind == JsonValueKind.String) return field.Value.GetString();
                }
            }
        }
        catch (JsonException)
        {
            // An endpoint may answer in prose.
        }
        return null;
    }

    private WebhookRequest Validation(EventSubscription subscription)
    {
        var now = clock.GetUtcNow();
        var data = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(data))
        {
            json.WriteStartObject();
            json.WriteString("validationCode", subscription.Code.ToString("D"));
            json.WriteString("validationUrl", consentUrl(subscription));
            json.WriteEndObject();
        }
        var question = new NewEvent(EventIds.At(now), subscription.Resource, ValidationType, "", now, data.WrittenMemory);
        return new WebhookRequest
        {
            Url = subscription.Url, Body = EventEnvelope.Write(subscription, [question]).Body, Headers = [.. EventEnvelope.Headers(subscription, "SubscriptionValidation", 1)],
        };
    }

    private WebhookRequest Options(EventSubscription subscription) => new()
    {
        Method = HttpMethod.Options,
        Url = subscription.Url,
        Headers = [new("WebHook-Request-Origin", origin), new("WebHook-Request-Callback", consentUrl(subscription)), .. EventEnvelope.Headers(subscription, "SubscriptionValidation", 1)],
    };
}
