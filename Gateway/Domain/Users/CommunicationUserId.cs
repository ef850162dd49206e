namespace Telephony.Domain.Users;

/// <summary>
/// A user of a resource. Text form <c>8:acs:RESOURCE_USER</c>: three parts between colons, the last of two GUIDs joined by one underscore, lower case.
/// </summary>
/// <param name="Resource">The resource's immutable id.</param>
public readonly record struct CommunicationUserId(Guid Resource, Guid User)
{
    private const string Prefix = "8:acs:";
    private const int GuidLength = 36;

    /// <summary>Ids made later sort later, so that a table of users grows at its end.</summary>
    public static CommunicationUserId New(Guid resource, TimeProvider clock) => new(resource, Guid.CreateVersion7(clock.GetUtcNow()));

    public static bool TryParse(ReadOnlySpan<char> text, out CommunicationUserId id)
    {
        id = default;
        if (text.Length != Prefix.Length + (2 * GuidLength) + 1 || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[Prefix.Length + GuidLength] != '_') return false;
        if (!Guid.TryParseExact(text.Slice(Prefix.Length, GuidLength), "D", out var resource) || !Guid.TryParseExact(text[(Prefix.Length + GuidLength + 1)..], "D", out var user)) return false;
        id = new CommunicationUserId(resource, user);
        return true;
    }

    /// <summary>Without the leading <c>8:</c>, as the claim <c>skypeid</c> of a token has it.</summary>
    public string ToSkypeId() => $"acs:{Resource:D}_{User:D}";

    public override string ToString() => $"{Prefix}{Resource:D}_{User:D}";
}
