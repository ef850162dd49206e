using Telephony.Domain.Events;
using Telephony.Domain.Identity;

namespace Telephony.Storage.Events;

/// <summary>A row of <c>event_deliveries</c> with the head of its event, as Dapper reads it.</summary>
internal sealed class DeliveryRow
{
    public const string Columns = """
        d.resource_id AS Resource, d.subscription AS Subscription, d.event_id AS Id, d.state AS State, d.attempts AS Attempts, d.due_ms AS DueMs, d.expires_ms AS ExpiresMs, d.changed_ms AS ChangedMs,
        d.why AS Why, e.type AS Type, e.subject AS Subject, e.at_ms AS AtMs
        """;

    public string Resource { get; set; } = "";

    public string Subscription { get; set; } = "";

    public string Id { get; set; } = "";

    public long State { get; set; }

    public long Attempts { get; set; }

    public long DueMs { get; set; }

    public long ExpiresMs { get; set; }

    public long ChangedMs { get; set; }

    public string Why { get; set; } = "";

    public string Type { get; set; } = "";

    public string Subject { get; set; } = "";

    public long AtMs { get; set; }

    public DeliveryLine ToLine() => new(
        new EventHead(ResourceId.Parse(Resource), Guid.ParseExact(Id, "N"), Type, Subject, DateTimeOffset.FromUnixTimeMilliseconds(AtMs)),
        Subscription, (EventDeliveryState)State, (int)Attempts, DateTimeOffset.FromUnixTimeMilliseconds(ChangedMs), DateTimeOffset.FromUnixTimeMilliseconds(DueMs), Why);
}
