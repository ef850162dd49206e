using System.Globalization;

namespace Telephony.Domain.Addresses;

/// <summary>
/// An E.164 number: '+' and 4 to 15 digits, the first not 0 (ITU-T E.164 6.1). Held as the number its digits write:
/// no leading zero can occur, so value order within one length is the order of the digits.
/// The default value is no number.
/// </summary>
public readonly record struct PhoneNumber : IComparable<PhoneNumber>, ISpanFormattable, IUtf8SpanFormattable
{
    public const int FewestDigits = 4;
    public const int MostDigits = 15;

    private const ulong Smallest = 1_000;
    private const ulong Largest = 999_999_999_999_999;

    private PhoneNumber(ulong digits) => Digits = digits;

    /// <summary>The digits read as one decimal number, without the '+'; 0 for no number. Made for keys and storage.</summary>
    public ulong Digits { get; }

    public bool IsNone => Digits == 0;

    public int DigitCount
    {
        get
        {
            var count = 0;
            for (var rest = Digits; rest != 0; rest /= 10) count++;
            return count;
        }
    }

    /// <summary>The reverse of <see cref="Digits"/>.</summary>
    public static bool TryFromDigits(ulong digits, out PhoneNumber number)
    {
        var good = digits is >= Smallest and <= Largest;
        number = good ? new PhoneNumber(digits) : default;
        return good;
    }

    /// <summary>Reads "+" and digits, nothing else: no spaces, hyphens or brackets.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out PhoneNumber number)
    {
        number = default;
        if (text.Length is < FewestDigits + 1 or > MostDigits + 1 || text[0] != '+' || text[1] == '0') return false;
        ulong digits = 0;
        foreach (var c in text[1..])
        {
            if (!char.IsAsciiDigit(c)) return false;
            digits = (digits * 10) + (ulong)(c - '0');
        }
        number = new PhoneNumber(digits);
        return true;
    }

    /// <summary>The same for bytes as they come from the wire.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out PhoneNumber number)
    {
        number = default;
        if (utf8.Length is < FewestDigits + 1 or > MostDigits + 1 || utf8[0] != '+' || utf8[1] == '0') return false;
        ulong digits = 0;
        foreach (var b in utf8[1..])
        {
            if (b is < (byte)'0' or > (byte)'9') return false;
            digits = (digits * 10) + (ulong)(b - '0');
        }
        number = new PhoneNumber(digits);
        return true;
    }

    /// <exception cref="FormatException">The text is not "+" and 4 to 15 digits.</exception>
    public static PhoneNumber Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var number) ? number : throw new FormatException($"\"{text}\" is no E.164 number: '+' and {FewestDigits} to {MostDigits} digits.");

    public int CompareTo(PhoneNumber other) => Digits.CompareTo(other.Digits);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        charsWritten = 0;
        if (IsNone) return true;
        if (destination.IsEmpty || !Digits.TryFormat(destination[1..], out var digits, default, CultureInfo.InvariantCulture)) return false;
        destination[0] = '+';
        charsWritten = digits + 1;
        return true;
    }

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        bytesWritten = 0;
        if (IsNone) return true;
        if (utf8Destination.IsEmpty || !Digits.TryFormat(utf8Destination[1..], out var digits, default, CultureInfo.InvariantCulture)) return false;
        utf8Destination[0] = (byte)'+';
        bytesWritten = digits + 1;
        return true;
    }

    /// <summary>"+" and the digits; empty for no number.</summary>
    public override string ToString() => IsNone ? "" : string.Create(CultureInfo.InvariantCulture, $"+{Digits}");

    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    public static bool operator <(PhoneNumber left, PhoneNumber right) => left.Digits < right.Digits;

    public static bool operator >(PhoneNumber left, PhoneNumber right) => left.Digits > right.Digits;

    public static bool operator <=(PhoneNumber left, PhoneNumber right) => left.Digits <= right.Digits;

    public static bool operator >=(PhoneNumber left, PhoneNumber right) => left.Digits >= right.Digits;
}
