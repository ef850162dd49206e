using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Telephony.Domain.Identity;

/// <summary>
/// The whole call (<c>serverCallId</c> in the API). 48 bits of Unix milliseconds, then 80 random bits.
/// <code>
///  0          48                                128
///  | Unix ms  | random                            |
/// </code>
/// The text form is 26 lower-case characters of Crockford's base 32; it sorts by the time the call began, as the value itself does.
/// </summary>
public readonly record struct CallId(UInt128 Value) : IComparable<CallId>, ISpanFormattable, IUtf8SpanFormattable
{
    public const int TextLength = 26;

    private const int RandomBytes = 10;
    private const long LatestMs = 253_402_300_799_999;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    public bool IsNone => Value == UInt128.Zero;

    /// <summary>When the call began, to the millisecond; the last instant there is for an id that somebody made up.</summary>
    public DateTimeOffset CreatedAt => DateTimeOffset.FromUnixTimeMilliseconds(Math.Min((long)(ulong)(Value >> 80), LatestMs));

    public static CallId New(TimeProvider clock)
    {
        Span<byte> random = stackalloc byte[RandomBytes];
        RandomNumberGenerator.Fill(random);
        return From(clock.GetUtcNow().ToUnixTimeMilliseconds(), random);
    }

    /// <param name="unixMs">Milliseconds since 1970 UTC; the lower 48 bits count.</param>
    /// <param name="random">Ten bytes.</param>
    public static CallId From(long unixMs, ReadOnlySpan<byte> random)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (ulong)unixMs << 16);
        random[..RandomBytes].CopyTo(bytes[6..]);
        return new CallId(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <summary>Reads the text form; upper case too, since ids are read out and typed by people.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out CallId id)
    {
        id = default;
        if (text.Length != TextLength || text[0] > '7') return false;
        var value = UInt128.Zero;
        foreach (var c in text)
        {
            var digit = Alphabet.IndexOf(char.ToLowerInvariant(c), StringComparison.Ordinal);
            if (digit < 0) return false;
            value = (value << 5) | (uint)digit;
        }
        id = new CallId(value);
        return true;
    }

    /// <exception cref="FormatException">The text is not a call id.</exception>
    public static CallId Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"\"{text}\" is no call id: {TextLength} characters of {Alphabet}.");

    public int CompareTo(CallId other) => Value.CompareTo(other.Value);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        charsWritten = 0;
        if (destination.Length < TextLength) return false;
        for (var i = 0; i < TextLength; i++) destination[i] = DigitAt(i);
        charsWritten = TextLength;
        return true;
    }

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        bytesWritten = 0;
        if (utf8Destination.Length < TextLength) return false;
        for (var i = 0; i < TextLength; i++) utf8Destination[i] = (byte)DigitAt(i);
        bytesWritten = TextLength;
        return true;
    }

    public override string ToString() => string.Create(TextLength, this, static (text, id) => id.TryFormat(text, out _, default, null));

    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    private char DigitAt(int index) => Alphabet[(int)(uint)(Value >> (5 * (TextLength - 1 - index))) & 31];

    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "CompareTo is the named form.")]
    public static bool operator <(CallId left, CallId right) => left.Value < right.Value;

    public static bool operator >(CallId left, CallId right) => left.Value > right.Value;

    public static bool operator <=(CallId left, CallId right) => left.Value <= right.Value;

    public static bool operator >=(CallId left, CallId right) => left.Value >= right.Value;
}
