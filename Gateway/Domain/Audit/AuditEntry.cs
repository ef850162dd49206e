using Telephony.Domain.Identity;

namespace Telephony.Domain.Audit;

/// <summary>Who asked the API for what, and what came of it. Never a secret, a token or a text of a message.</summary>
public sealed record AuditEntry
{
    public required DateTimeOffset At { get; init; }

    /// <summary>Null: refused before it was known whose it is.</summary>
    public ResourceId? Resource { get; init; }

    /// <summary><c>key:primary</c>, <c>app:SUBJECT</c>, a user's id, or <c>-</c>.</summary>
    public required string Caller { get; init; }

    /// <summary>As the API's documents call it.</summary>
    public required string Operation { get; init; }

    /// <summary>Id of what it was done to; empty: none.</summary>
    public string Target { get; init; } = "";

    public required int Status { get; init; }

    public required string RequestId { get; init; }

    public string ClientRequestId { get; init; } = "";

    /// <summary>Address it came from.</summary>
    public required string Source { get; init; }
}

/// <param name="Resource">Null: of all, and of none.</param>
/// <param name="Refused">Only what was answered with 400 or above.</param>
public sealed record AuditQuery(ResourceId? Resource, int Limit, bool Refused = false, string? Operation = null);

/// <summary>The audit log of the API. Any thread.</summary>
public interface IAuditStore
{
    ValueTask AddAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellation);

    /// <summary>Newest first.</summary>
    ValueTask<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query, CancellationToken cancellation);

    /// <summary>Returns how many were deleted.</summary>
    ValueTask<int> DeleteBeforeAsync(DateTimeOffset time, CancellationToken cancellation);
}
