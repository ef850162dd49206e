using Telephony.Domain.Identity;

namespace Telephony.Domain.Records;

/// <summary>Call records for people and programs to look at. Filled from the journal; a running call is seen a moment after it happened.</summary>
public interface ICallRecordStore
{
    /// <summary>The record with everything, or null when the resource has no such call.</summary>
    ValueTask<CallRecord?> FindAsync(ResourceId resource, CallId id, CancellationToken cancellationToken = default);

    /// <summary>Newest first, at most <see cref="CallQuery.Limit"/>.</summary>
    ValueTask<CallPage> ListAsync(ResourceId resource, CallQuery query, CancellationToken cancellationToken = default);

    /// <summary>Every record of the query, page after page, for an export; <see cref="CallQuery.Limit"/> is the page size.</summary>
    IAsyncEnumerable<CallRecord> StreamAsync(ResourceId resource, CallQuery query, CancellationToken cancellationToken = default);

    /// <summary>Calls of all resources that have not ended, as far as they are stored; where gateways share a store, only our own.</summary>
    ValueTask<IReadOnlyList<CallRecord>> ListOpenAsync(CancellationToken cancellationToken = default);

    /// <summary>Takes records in one transaction. A record whose stored revision is the same or higher is left alone, so repeating is harmless.</summary>
    ValueTask IngestAsync(IReadOnlyList<CallRecord> records, CancellationToken cancellationToken = default);

    /// <summary>Deletes ended calls that <paramref name="retention"/> no longer covers, oldest first, a small transaction at a time. Returns how many.</summary>
    ValueTask<int> ApplyRetentionAsync(RecordRetention retention, CancellationToken cancellationToken = default);
}

/// <summary>Which records to list. Every filter that is null admits all.</summary>
public sealed record CallQuery
{
    public DateTimeOffset? From { get; init; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? To { get; init; }

    public CallState? State { get; init; }

    /// <summary>Calls that came from or went to this trunk.</summary>
    public TrunkId? Trunk { get; init; }

    /// <summary>Calling or called number, normalised form, whole.</summary>
    public string? Number { get; init; }

    /// <summary>True: only calls that never were answered. False: only those that were.</summary>
    public bool? Failed { get; init; }

    /// <summary>1 to 1000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary><see cref="CallPage.Next"/> of the page before; null for the first.</summary>
    public string? After { get; init; }
}

/// <param name="Next">Give it as <see cref="CallQuery.After"/> for the page that follows; null when this is the last.</param>
public sealed record CallPage(IReadOnlyList<CallRecord> Records, string? Next);

/// <summary>How long and how much is kept.</summary>
/// <param name="MaxAge">Ended calls that started before now minus this are deleted; null keeps all ages.</param>
/// <param name="MaxBytes">When the store is larger, the oldest ended calls go until it is not; null sets no bound.</param>
public sealed record RecordRetention(TimeSpan? MaxAge, long? MaxBytes);
