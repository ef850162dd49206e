using Telephony.Domain.Events;
using Telephony.Domain.Identity;

namespace Telephony.Storage.Events;

/// <summary>A row of <c>event_subscriptions</c> as Dapper reads and writes it.</summary>
internal sealed class SubscriptionRow
{
    public const string Columns = """
        resource_id AS Resource, name AS Name, url AS Url, schema AS Schema, types AS Types, subject_begins AS SubjectBegins, subject_ends AS SubjectEnds, ordered AS Ordered, proof AS Proof,
        secret AS Secret, audience AS Audience, life_ms AS LifeMs, most_attempts AS MostAttempts, concurrency AS Concurrency, batch_size AS BatchSize, state AS State, state_why AS StateWhy, code AS Code,
        created_ms AS CreatedMs
        """;

    public string Resource { get; set; } = "";

    public string Name { get; set; } = "";

    public string Url { get; set; } = "";

    public long Schema { get; set; }

    public string Types { get; set; } = "";

    public string SubjectBegins { get; set; } = "";

    public string SubjectEnds { get; set; } = "";

    public long Ordered { get; set; }

    public long Proof { get; set; }

    public byte[] Secret { get; set; } = [];

    public string Audience { get; set; } = "";

    public long LifeMs { get; set; }

    public long MostAttempts { get; set; }

    public long Concurrency { get; set; }

    public long BatchSize { get; set; }

    public long State { get; set; }

    public string StateWhy { get; set; } = "";

    public string Code { get; set; } = "";

    public long CreatedMs { get; set; }

    public static SubscriptionRow Of(EventSubscription subscription) => new()
    {
        Resource = subscription.Resource.Value,
        Name = subscription.Name,
        Url = subscription.Url.OriginalString,
        Schema = (long)subscription.Schema,
        Types = string.Join('\n', subscription.Filter.Types),
        SubjectBegins = subscription.Filter.SubjectBegins,
        SubjectEnds = subscription.Filter.SubjectEnds,
        Ordered = subscription.IsOrdered ? 1 : 0,
        Proof = (long)subscription.Proof,
        Secret = subscription.Secret.Key.ToArray(),
        Audience = subscription.Audience,
        LifeMs = (long)subscription.Life.TotalMilliseconds,
        MostAttempts = subscription.MostAttempts,
        Concurrency = subscription.Concurrency,
        BatchSize = subscription.BatchSize,
        State = (long)subscription.State,
        StateWhy = subscription.StateWhy,
        Code = subscription.Code.ToString("D"),
        CreatedMs = subscription.CreatedAt.ToUnixTimeMilliseconds(),
    };

    public EventSubscription ToSubscription() => new()
    {
        Resource = ResourceId.Parse(Resource),
        Name = Name,
        Url = new Uri(Url),
        Schema = (EventSchema)Schema,
        Filter = new EventFilter(Types.Length == 0 ? [] : Types.Split('\n'), SubjectBegins, SubjectEnds),
        IsOrdered = Ordered != 0,
        Proof = (WebhookProof)Proof,
        Secret = Secret.Length == 0 ? WebhookSecret.None : new WebhookSecret(Secret),
        Audience = Audience,
        Life = TimeSpan.FromMilliseconds(LifeMs),
        MostAttempts = (int)MostAttempts,
        Concurrency = (int)Concurrency,
        BatchSize = (int)BatchSize,
        State = (SubscriptionState)State,
        StateWhy = StateWhy,
        Code = Guid.ParseExact(Code, "D"),
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedMs),
    };
}
