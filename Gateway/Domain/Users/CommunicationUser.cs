using Telephony.Domain.Identity;

namespace Telephony.Domain.Users;

/// <summary>A user as the store has it.</summary>
public sealed record CommunicationUser
{
    public required ResourceId Resource { get; init; }

    public required CommunicationUserId Id { get; init; }

    /// <summary>The name by which the application knows it; null: it has none. One user per name and resource.</summary>
    public string? ExternalId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Counts revocations: a token of an earlier generation is no longer good.</summary>
    public int TokenGeneration { get; init; }

    public DateTimeOffset? LastTokenAt { get; init; }
}
