using Telephony.Domain.Events;

namespace Telephony.Events.Delivery;

/// <summary>One event as it is shown where nobody chose a schema.</summary>
public static class EventText
{
    /// <summary>JSON of CloudEvents, UTF-8, in one line.</summary>
    public static byte[] CloudEvent(NewEvent happened) =>
        Webhooks.CloudEvent.Write(new(happened.Id.ToString("D"), EventEnvelope.Topic(happened.Resource), happened.Type, happened.Subject, happened.At, happened.Data));
}
