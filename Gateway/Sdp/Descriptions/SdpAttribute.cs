using System.Collections.Immutable;
using System.Globalization;

namespace Telephony.Sdp.Descriptions;

/// <summary>An <c>a=</c> line: a property (<paramref name="Value"/> null) or a name with a value (RFC 8866 5.13). Names are case-sensitive.</summary>
public readonly record struct SdpAttribute(string Name, string? Value = null)
{
    /// <summary>For people: the keys of <c>a=crypto</c> are left out.</summary>
    public override string ToString() => Value is null ? Name : Name + ":" + (Name == "crypto" ? "***" : Value);
}

/// <summary>Questions to a list of attributes; the first one with the name answers.</summary>
public static class SdpAttributes
{
    /// <summary>The value; empty for a property; null when the attribute is absent.</summary>
    public static string? Find(this ImmutableArray<SdpAttribute> attributes, string name)
    {
        foreach (var attribute in attributes)
            if (attribute.Name == name) return attribute.Value ?? "";
        return null;
    }

    public static bool Has(this ImmutableArray<SdpAttribute> attributes, string name) => attributes.Find(name) is not null;

    internal static int? FindNumber(this ImmutableArray<SdpAttribute> attributes, string name) =>
        int.TryParse(attributes.Find(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    internal static Direction? FindDirection(this ImmutableArray<SdpAttribute> attributes)
    {
        foreach (var attribute in attributes)
            if (attribute.Value is null && Directions.TryParse(attribute.Name, out var direction)) return direction;
        return null;
    }
}
