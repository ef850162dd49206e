using Telephony.Domain.Identity;
using Telephony.Domain.Stores;
using Telephony.Domain.Users;

namespace Telephony.Storage.Users;

/// <summary>A row of <c>users</c> as Dapper reads and writes it.</summary>
internal sealed class UserRow
{
    public string Resource { get; set; } = "";

    public string UserId { get; set; } = "";

    public string? ExternalId { get; set; }

    public long CreatedMs { get; set; }

    public long Generation { get; set; }

    public long? TokenMs { get; set; }

    public static UserRow Of(CommunicationUser user) => new()
    {
        Resource = user.Resource.Value,
        UserId = user.Id.ToString(),
        ExternalId = user.ExternalId,
        CreatedMs = user.CreatedAt.ToUnixTimeMilliseconds(),
        Generation = user.TokenGeneration,
        TokenMs = user.LastTokenAt?.ToUnixTimeMilliseconds(),
    };

    /// <exception cref="StorageException">The row holds what this gateway would not have written.</exception>
    public CommunicationUser ToUser() => new()
    {
        Resource = ResourceId.Parse(Resource),
        Id = CommunicationUserId.TryParse(UserId, out var id) ? id : throw new StorageException(StorageFault.Damaged, $"The stored user \"{UserId}\" cannot be read: that is no user's id."),
        ExternalId = ExternalId,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedMs),
        TokenGeneration = (int)Generation,
        LastTokenAt = TokenMs is { } token ? DateTimeOffset.FromUnixTimeMilliseconds(token) : null,
    };
}
