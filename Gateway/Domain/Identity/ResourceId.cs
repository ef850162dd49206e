namespace Telephony.Domain.Identity;

/// <summary>
/// The tenant that owns a trunk, route, number, call, record, event, key or limit.
/// 1 to 64 characters: lower-case letters, digits, '-' and '_'. The default value is <see cref="Default"/>.
/// </summary>
public readonly record struct ResourceId
{
    public const int LongestText = 64;

    /// <summary>The tenant of an installation that has only one.</summary>
    public static readonly ResourceId Default = new("default");

    /// <summary>The gateway itself: owner of what <c>sbc-config</c> holds. Its trunks and routes are looked at before those of any tenant.</summary>
    public static readonly ResourceId Gateway = new("gateway");

    private readonly string? value;

    private ResourceId(string value) => this.value = value;

    public string Value => value ?? "default";

    public bool Equals(ResourceId other) => string.Equals(Value, other.Value, StringComparison.Ordinal);

    public override int GetHashCode() => string.GetHashCode(Value, StringComparison.Ordinal);

    public static bool TryParse(string? text, out ResourceId id)
    {
        id = default;
        if (text is null || text.Length is 0 or > LongestText) return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('-' or '_')) return false;
        }
        id = new ResourceId(text);
        return true;
    }

    /// <exception cref="FormatException">The text is not a resource id.</exception>
    public static ResourceId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"\"{text}\" is no resource id: 1 to {LongestText} of a-z, 0-9, '-' and '_'.");

    public override string ToString() => Value;
}
