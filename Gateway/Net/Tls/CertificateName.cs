using System.Globalization;
using System.Net;

namespace Telephony.Net.Tls;

/// <summary>
/// Host names as certificates prove them. A wildcard stands for exactly one whole label, the leftmost: <c>*.a.example</c> proves <c>x.a.example</c>, neither
/// <c>a.example</c> nor <c>y.x.a.example</c>; <c>f*.a.example</c>, <c>x.*.example</c> and <c>*.example</c> prove nothing. RFC 5922 7.2 allows no wildcard at all:
/// SBCs of many tenants are run with them nevertheless.
/// </summary>
public static class CertificateName
{
    /// <summary>Of a name in DNS (RFC 1035 2.3.4), without the final dot.</summary>
    public const int Longest = 253;

    private const int LongestLabel = 63;

    private static readonly IdnMapping s_idna = new() { UseStd3AsciiRules = false };

    /// <summary>Lower case, A-labels (RFC 5891), no final dot, an IPv6 address without brackets. Null for what is neither host name, wildcard nor address.</summary>
    public static string? Canonical(string host)
    {
        var text = host.Trim();
        if (IPAddress.TryParse(text.Trim('[', ']'), out var address) && (text.Contains(':') || text.Count(static c => c == '.') == 3)) return address.ToString();
        if (text.EndsWith('.')) text = text[..^1];
        if (text.Length is 0 or > Longest) return null;
        try
        {
            var wildcard = text.StartsWith("*.", StringComparison.Ordinal);
            var name = Ascii(wildcard ? text[2..] : text);
            return name is null ? null : wildcard ? "*." + name : name;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whether a certificate's name is one for the host. Both canonical.</summary>
    public static bool Proves(ReadOnlySpan<char> name, ReadOnlySpan<char> host)
    {
        if (host.Length is 0 or > Longest) return false;
        if (!name.StartsWith("*.")) return !name.Contains('*') && name.SequenceEqual(host);
        var parent = name[2..];
        // A wildcard for a whole top-level domain is nobody's own name.
        if (parent.Contains('*') || !parent.Contains('.') || IPAddress.TryParse(host, out _)) return false;
        var dot = host.IndexOf('.');
        return dot > 0 && host[(dot + 1)..].SequenceEqual(parent);
    }

    private static string? Ascii(string name)
    {
        var plain = name.All(char.IsAscii) ? name.ToLowerInvariant() : s_idna.GetAscii(name.ToLowerInvariant());
        foreach (var label in plain.Split('.'))
        {
            if (label.Length is 0 or > LongestLabel || !label.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '*')) return null;
        }
        return plain;
    }
}
