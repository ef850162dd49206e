using System.Globalization;

namespace Telephony.Domain.Identity;

/// <summary>
/// A trunk's name: its fully qualified domain name, 1 to 253 characters, lower-cased, without trailing dot, other scripts as A-labels (RFC 5890 2.3.2.1).
/// No two trunks share one. The default value is "none" and names no trunk.
/// </summary>
public readonly record struct TrunkId
{
    public const int LongestText = 253;

    private readonly string? value;

    private TrunkId(string value) => this.value = value;

    public string Value => value ?? "";

    public bool IsNone => string.IsNullOrEmpty(value);

    /// <summary>Reads a host name of one or more labels (RFC 1123 2.1, with '_' allowed); an IP address is refused.</summary>
    public static bool TryParse(string? text, out TrunkId id)
    {
        id = default;
        if (string.IsNullOrEmpty(text) || text.Length > LongestText + 1) return false;
        var name = text[^1] == '.' ? text[..^1] : text;
        if (!name.All(char.IsAscii) && !TryToAscii(name, out name)) return false;
        if (name.Length is 0 or > LongestText || System.Net.IPAddress.TryParse(name, out _)) return false;
        foreach (var label in name.Split('.'))
        {
            if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-' || !label.All(IsLabelCharacter)) return false;
        }
        id = new TrunkId(name.ToLowerInvariant());
        return true;
    }

    /// <exception cref="FormatException">The text is no domain name.</exception>
    public static TrunkId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"\"{text}\" is no domain name of 1 to {LongestText} characters.");

    public override string ToString() => Value;

    private static bool IsLabelCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';

    private static bool TryToAscii(string name, out string ascii)
    {
        try
        {
            ascii = new IdnMapping().GetAscii(name.ToLowerInvariant());
            return true;
        }
        catch (ArgumentException)
        {
            ascii = name;
            return false;
        }
    }
}
