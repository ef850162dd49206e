using System.Text.Json;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;

namespace Telephony.Messaging.Events;

/// <summary>What subscribers are told about messages: types and fields of the Event Grid schema <c>Microsoft.Communication</c>.</summary>
internal static class SmsEvents
{
    public const string Received = "Microsoft.Communication.SMSReceived";
    public const string Reported = "Microsoft.Communication.SMSDeliveryReportReceived";

    private const string Timestamp = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    public static NewEvent OfReceived(InboundMessage message, MessageId id, ResourceId resource)
    {
        var segments = MessageSegments.Cut(message.Text, MessageSegments.EncodingOf(message.Text)).Count;
        return Make(resource, Received, message.To, message.At, json =>
        {
            json.WriteString("messageId", id.ToString());
            json.WriteString("from", message.From.Text);
            json.WriteString("to", message.To.Text);
            json.WriteString("message", message.Text);
            json.WriteString("receivedTimestamp", message.At.UtcDateTime.ToString(Timestamp));
            json.WriteNumber("segmentCount", segments);
        });
    }

    /// <param name="state">As the message is now.</param>
    /// <param name="details">A word or code for people.</param>
    /// <returns>Null if the application did not ask for reports.</returns>
    public static NewEvent? OfReport(MessageRecord message, MessageState state, string details, DateTimeOffset at)
    {
        if (!message.WantsReport) return null;
        var status = state switch { MessageState.Delivered => "Delivered", MessageState.Unknown => "Unknown", _ => "Failed" };
        return Make(message.Resource, Reported, message.From, at, json =>
        {
            json.WriteString("messageId", message.Id.ToString());
            json.WriteString("from", message.From.Text);
            json.WriteString("to", message.To.ToString());
            json.WriteString("deliveryStatus", status);
            json.WriteString("deliveryStatusDetails", details);
            json.WriteStartArray("deliveryAttempts");
            json.WriteStartObject();
            json.WriteString("timestamp", at.UtcDateTime.ToString(Timestamp));
            json.WriteNumber("segmentsSucceeded", state == MessageState.Delivered ? Segments(message) : 0);
            json.WriteNumber("segmentsFailed", state == MessageState.Failed ? Segments(message) : 0);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteString("receivedTimestamp", at.UtcDateTime.ToString(Timestamp));
            json.WriteString("tag", message.Tag);
        });
    }

    private static int Segments(MessageRecord message) => MessageSegments.Cut(message.Text, MessageSegments.EncodingOf(message.Text)).Count;

    private static NewEvent Make(ResourceId resource, string type, MessageAddress about, DateTimeOffset at, Action<Utf8JsonWriter> write) =>
        NewEvent.Of(resource, type, $"/phonenumber/{about.Text.TrimStart('+')}", at, write);
}
