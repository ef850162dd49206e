using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;

namespace Telephony.Domain.Numbers;

/// <summary>What was done with one number within a time.</summary>
/// <param name="Talked">Of answered calls, both ways.</param>
public sealed record NumberUsage(PhoneNumber Number, long CallsIn, long CallsOut, TimeSpan Talked, long MessagesIn, long MessagesOut);

/// <summary>Counts calls and messages by number. For people and bills: it reads what the records hold, so no further back than they are kept.</summary>
public interface INumberUsage
{
    /// <summary>One for each number of the inventory that was used, sorted. Null: of all resources. Calls count by when they began.</summary>
    ValueTask<IReadOnlyList<NumberUsage>> CountAsync(ResourceId? resource, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation);
}
