using Telephony.Smpp.Wire;

namespace Telephony.Smpp.Texts;

/// <summary>
/// The header in front of a part's octets (3GPP TS 23.040 9.2.3.24): its length, then elements of identifier, length, value. Only concatenation is read
/// (identifier 0: 8-bit reference, 8: 16-bit reference).
/// <code>
///  05 | 00 03 reference total part        06 | 08 04 reference reference total part
/// </code>
/// </summary>
internal static class UserDataHeader
{
    public const int ConcatenationSize = 6;

    private const byte ShortReference = 0x00;
    private const byte LongReference = 0x08;

    public static void Write(Span<byte> to, Concatenation part)
    {
        ReadOnlySpan<byte> header = [5, ShortReference, 3, (byte)part.Reference, (byte)part.Total, (byte)part.Part];
        header.CopyTo(to);
    }

    /// <summary>What stands in front, and where the text begins. False if it is cut short; then there is no header.</summary>
    public static bool TryRead(ReadOnlySpan<byte> content, out Concatenation? part, out int size)
    {
        (part, size) = (null, 0);
        if (content.IsEmpty || content[0] + 1 > content.Length) return false;
        size = content[0] + 1;
        var elements = content[1..size];
        while (elements.Length >= 2 && elements[1] + 2 <= elements.Length)
        {
            var id = elements[0];
            var value = elements.Slice(2, elements[1]);
            if (id == ShortReference && value.Length == 3) part = Checked(value[0], value[1], value[2]);
            else if (id == LongReference && value.Length == 4) part = Checked((value[0] << 8) | value[1], value[2], value[3]);
            elements = elements[(value.Length + 2)..];
        }
        return true;
    }

    private static Concatenation? Checked(int reference, int total, int part) => part >= 1 && part <= total ? new Concatenation(reference, total, part) : null;
}
