using Telephony.Domain.Identity;

namespace Telephony.Calls.Steering;

/// <summary>A call that the gateway is to make, for a controller.</summary>
/// <param name="Called">Normalised: <c>+14255550123</c>, an extension, or what an account registers as.</param>
/// <param name="Caller">Normalised; empty: anonymous.</param>
public sealed record OutboundOrder(ResourceId Resource, string Called, string Caller)
{
    public string DisplayName { get; init; } = "";

    /// <summary>How long it may ring, and be searched for; null: as long as any call.</summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>Further headers of the INVITE, such as User-To-User and X-…; names are tokens.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}
