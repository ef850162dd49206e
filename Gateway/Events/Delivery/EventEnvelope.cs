using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Events.Webhooks;

namespace Telephony.Events.Delivery;

/// <summary>
/// Events as they are sent.
/// <code>
/// Event Grid schema   an array, always                                   application/json
/// CloudEvents 1.0     an object; an array where batches are allowed      application/cloudevents+json, application/cloudevents-batch+json
/// </code>
/// </summary>
internal static class EventEnvelope
{
    /// <summary>As the service's handlers look it up: the path of the resource, with its name last.</summary>
    public static string Topic(ResourceId resource) =>
        $"/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/telephony/providers/Microsoft.Communication/CommunicationServices/{resource}";

    public static (byte[] Body, string ContentType) Write(EventSubscription subscription, IReadOnlyList<NewEvent> events)
    {
        var topic = Topic(subscription.Resource);
        if (subscription.Schema == EventSchema.EventGrid) return (EventGrid(events, topic), "application/json; charset=utf-8");
        var written = events.Select(happened => new CloudEvent(happened.Id.ToString("D"), topic, happened.Type, happened.Subject, happened.At, happened.Data));
        return subscription.BatchSize == 1 ? (CloudEvent.Write(written.First()), CloudEvent.ContentType) : (CloudEvent.WriteArray(written), CloudEvent.BatchContentType);
    }

    /// <summary>The headers by which handlers of the service tell what has come.</summary>
    /// <param name="kind"><c>Notification</c>, or <c>SubscriptionValidation</c>.</param>
    public static IEnumerable<KeyValuePair<string, string>> Headers(EventSubscription subscription, string kind, int attempts) =>
    [
        new("aeg-event-type", kind),
        new("aeg-subscription-name", subscription.Name.ToUpperInvariant()),
        new("aeg-delivery-count", (attempts - 1).ToString(CultureInfo.InvariantCulture)),
        new("aeg-data-version", "1.0"),
        new("aeg-metadata-version", "1"),
    ];

    private static byte[] EventGrid(IReadOnlyList<NewEvent> events, string topic)
    {
        var body = new ArrayBufferWriter<byte>(events.Sum(static happened => happened.Data.Length + 512));
        using (var json = new Utf8JsonWriter(body, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartArray();
            foreach (var happened in events)
            {
                json.WriteStartObject();
                json.WriteString("id", happened.Id.ToString("D"));
                json.WriteString("topic", topic);
                json.WriteString("subject", happened.Subject);
                json.WritePropertyName("data");
                json.WriteRawValue(happened.Data.Span, skipInputValidation: true);
                json.WriteString("eventType", happened.Type);
                json.WriteString("dataVersion", "1.0");
                json.WriteString("metadataVersion", "1");
                json.WriteString("eventTime", happened.At.UtcDateTime.ToString(EventTime.Format, CultureInfo.InvariantCulture));
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return body.WrittenSpan.ToArray();
    }
}
