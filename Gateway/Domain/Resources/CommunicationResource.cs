using Telephony.Domain.Identity;

namespace Telephony.Domain.Resources;

/// <summary>A tenant of the API: what a connection string leads to. Several live on one gateway and see nothing of each other.</summary>
public sealed record CommunicationResource
{
    /// <summary>Also the first label of its host name, <c>contoso.localhost</c>.</summary>
    public required ResourceId Name { get; init; }

    /// <summary>Stands in the ids of its users (<c>8:acs:GUID_…</c>) and in their tokens; a resource made anew under an old name has another.</summary>
    public required Guid ImmutableId { get; init; }

    /// <summary>Where its data lies, in the operator's words; told to applications, and otherwise without effect.</summary>
    public required string DataLocation { get; init; }

    public required AccessKeys Keys { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
