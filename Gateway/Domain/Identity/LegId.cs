using System.Globalization;

namespace Telephony.Domain.Identity;

/// <summary>
/// One side of a call. It keeps the call it was born in, also when it is moved to another one.
/// Text form: the call id, a hyphen and the ordinal, such as <c>01jd…-2</c>.
/// </summary>
/// <param name="Call">The call in which the leg began.</param>
/// <param name="Ordinal">1 for the first leg of that call, counted up.</param>
public readonly record struct LegId(CallId Call, ushort Ordinal)
{
    public static bool TryParse(ReadOnlySpan<char> text, out LegId id)
    {
        id = default;
        if (text.Length < CallId.TextLength + 2 || text[CallId.TextLength] != '-') return false;
        if (!CallId.TryParse(text[..CallId.TextLength], out var call)) return false;
        if (!ushort.TryParse(text[(CallId.TextLength + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal)) return false;
        id = new LegId(call, ordinal);
        return true;
    }

    public override string ToString() => $"{Call}-{Ordinal}";
}
