using System.Collections.Immutable;
using System.Globalization;

namespace Telephony.Sdp.Security;

/// <summary>Reads <c>a=crypto</c> values. Never throws for input.</summary>
public static class CryptoReader
{
    private const int MostKeys = 4;
    private const int LongestMki = 128;
    private const int LongestKeyText = 64;
    private const ulong LongestLife = 1UL << 48;

    /// <param name="value">What follows <c>crypto:</c>.</param>
    public static bool TryRead(string value, out CryptoAttribute? attribute, out CryptoFault why)
    {
        attribute = null;
        var rest = value.AsSpan();
        why = CryptoFault.Incomplete;
        if (!TryWord(ref rest, out var tagText) || !TryWord(ref rest, out var suiteText) || !TryWord(ref rest, out var keyText)) return false;
        why = CryptoFault.BadTag;
        if (tagText.Length > 9 || !int.TryParse(tagText, NumberStyles.None, CultureInfo.InvariantCulture, out var tag)) return false;
        why = CryptoFault.UnknownSuite;
        if (!CryptoSuites.TryParse(suiteText, out var suite)) return false;
        why = ReadKeys(keyText, suite, out var keys);
        if (why != CryptoFault.None) return false;
        while (TryWord(ref rest, out var parameter))
        {
            if (IsHarmless(parameter)) continue;
            why = CryptoFault.SessionParameter;
            return false;
        }
        attribute = new CryptoAttribute(tag, suite, keys);
        return true;
    }

    private static CryptoFault ReadKeys(ReadOnlySpan<char> text, CryptoSuite suite, out ImmutableArray<CryptoKey> keys)
    {
        var read = ImmutableArray.CreateBuilder<CryptoKey>(1);
        keys = [];
        foreach (var range in text.Split(';'))
        {
            if (read.Count == MostKeys) return CryptoFault.BadKey;
            var fault = ReadKey(text[range], suite, out var key);
            if (fault != CryptoFault.None) return fault;
            read.Add(key!);     // there is one without a fault
        }
        keys = read.DrainToImmutable();
        return keys.Length == 1 || AreTellable(keys) ? CryptoFault.None : CryptoFault.BadKeyIdentifier;
    }

    private static CryptoFault ReadKey(ReadOnlySpan<char> text, CryptoSuite suite, out CryptoKey? key)
    {
        const string Method = "inline:";
        key = null;
        if (!text.StartsWith(Method, StringComparison.OrdinalIgnoreCase)) return CryptoFault.BadKey;
        text = text[Method.Length..];
        var bar = text.IndexOf('|');
        if (!TryBase64(bar < 0 ? text : text[..bar], suite.KeyAndSaltBytes(), out var octets)) return CryptoFault.BadKey;
        ulong? lifetime = null;
        var (mkiBytes, mki) = (0, 0UL);
        text = bar < 0 ? [] : text[(bar + 1)..];
        if (bar >= 0 && !text.Contains(':'))
        {
            if (!TryLifetime(text, out var life)) return CryptoFault.BadLifetime;
            lifetime = life;
        }
        else if (bar >= 0)
        {
            var second = text.IndexOf('|');
            if (second >= 0)
            {
                if (!TryLifetime(text[..second], out var life)) return CryptoFault.BadLifetime;
                lifetime = life;
                text = text[(second + 1)..];
            }
            if (!TryMki(text, out mkiBytes, out mki)) return CryptoFault.BadKeyIdentifier;
        }
        key = new CryptoKey(octets, lifetime, mkiBytes, mki);
        return CryptoFault.None;
    }

    /// <summary>Padding may be missing: RFC 4568 6.1 leaves it out.</summary>
    private static bool TryBase64(ReadOnlySpan<char> text, int bytes, out byte[] octets)
    {
        octets = [];
        text = text.TrimEnd('=');
        if (text.Length > LongestKeyText || text.Length != ((bytes * 8) + 5) / 6) return false;
        Span<char> padded = stackalloc char[LongestKeyText];
        text.CopyTo(padded);
        var length = (text.Length + 3) / 4 * 4;
        padded[text.Length..length].Fill('=');
        octets = new byte[bytes];
        return Convert.TryFromBase64Chars(padded[..length], octets, out var written) && written == bytes;
    }

    /// <summary>A number, or a power of two: <c>2^31</c>.</summary>
    private static bool TryLifetime(ReadOnlySpan<char> text, out ulong packets)
    {
        if (!text.StartsWith("2^", StringComparison.Ordinal))
            return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out packets) && packets is >= 1 and <= LongestLife;
        packets = 0;
        if (!byte.TryParse(text[2..], NumberStyles.None, CultureInfo.InvariantCulture, out var power) || power > 48) return false;
        packets = 1UL << power;
        return true;
    }

    private static bool TryMki(ReadOnlySpan<char> text, out int bytes, out ulong value)
    {
        var colon = text.IndexOf(':');
        bytes = 0;
        if (!ulong.TryParse(text[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out value)) return false;
        if (!int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out bytes) || bytes is < 1 or > LongestMki) return false;
        return bytes >= sizeof(ulong) || value >> (8 * bytes) == 0;
    }

    private static bool AreTellable(ImmutableArray<CryptoKey> keys)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i].MkiBytes == 0 || keys[i].MkiBytes != keys[0].MkiBytes) return false;
            for (var j = 0; j < i; j++)
                if (keys[j].Mki == keys[i].Mki) return false;
        }
        return true;
    }

    /// <summary>A window size hint is only a hint, and what begins with a dash may be passed over (RFC 4568 6.3.6, 6.3.7).</summary>
    private static bool IsHarmless(ReadOnlySpan<char> parameter) =>
        parameter.StartsWith("WSH=", StringComparison.OrdinalIgnoreCase) || parameter[0] == '-';

    private static bool TryWord(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> word)
    {
        rest = rest.TrimStart(" \t");
        var end = rest.IndexOfAny(' ', '\t');
        word = end < 0 ? rest : rest[..end];
        rest = rest[word.Length..];
        return !word.IsEmpty;
    }
}
