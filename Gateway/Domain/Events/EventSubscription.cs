using System.Diagnostics.CodeAnalysis;
using Telephony.Domain.Identity;

namespace Telephony.Domain.Events;

/// <summary>How events are written.</summary>
public enum EventSchema : byte
{
    EventGrid,

    /// <summary>CloudEvents 1.0, structured JSON.</summary>
    CloudEvents,
}

/// <summary>By what a receiver knows that a request is ours.</summary>
public enum WebhookProof : byte
{
    None,

    /// <summary>HMAC with SHA-256 by a shared secret, in the headers of Standard Webhooks.</summary>
    Hmac,

    /// <summary>A token (RFC 7519) signed with a key of the published set.</summary>
    Jwt,
}

/// <summary>Whether the endpoint has agreed to be sent events.</summary>
public enum SubscriptionState : byte
{
    /// <summary>To be asked.</summary>
    New,

    /// <summary>It took the question and did not answer it: a person, or the endpoint later, opens the address that was sent along.</summary>
    AwaitingConsent,

    Active,

    /// <summary>It was asked for long enough.</summary>
    Refused,
}

/// <summary>A webhook that is sent events of a resource.</summary>
public sealed record EventSubscription
{
    public const int LongestName = 64;
    public static readonly TimeSpan UsualLife = TimeSpan.FromDays(1);
    public const int UsualAttempts = 30;
    public const int UsualConcurrency = 8;

    public required ResourceId Resource { get; init; }

    /// <summary>1 to 64 of letters, digits, '-', '_' and '.'.</summary>
    public required string Name { get; init; }

    /// <summary>Checked by who writes it. Its query may be a secret: logs show it without.</summary>
    public required Uri Url { get; init; }

    public EventSchema Schema { get; init; }

    public EventFilter Filter { get; init; } = EventFilter.Everything;

    /// <summary>An event leaves when the earlier ones of its subject are delivered or dead. Else in any order.</summary>
    public bool IsOrdered { get; init; }

    public WebhookProof Proof { get; init; }

    /// <summary>For <see cref="WebhookProof.Hmac"/>; else empty.</summary>
    public WebhookSecret Secret { get; init; } = WebhookSecret.None;

    /// <summary>For whom tokens are; empty: the resource's immutable id.</summary>
    public string Audience { get; init; } = "";

    /// <summary>An event that was not delivered after so long is dead.</summary>
    public TimeSpan Life { get; init; } = UsualLife;

    public int MostAttempts { get; init; } = UsualAttempts;

    /// <summary>Requests under way at once.</summary>
    public int Concurrency { get; init; } = UsualConcurrency;

    /// <summary>The most events of one request.</summary>
    public int BatchSize { get; init; } = 1;

    public SubscriptionState State { get; init; }

    /// <summary>What the endpoint said when it was last asked; empty: nothing wrong.</summary>
    public string StateWhy { get; init; } = "";

    /// <summary>What the endpoint gives back to agree. Whoever has it can agree: never in a log.</summary>
    public required Guid Code { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>For logs and lists: without query.</summary>
    public string Place => Url.GetLeftPart(UriPartial.Path);

    public static bool IsName([NotNullWhen(true)] string? text) => text is { Length: > 0 and <= LongestName } && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
