namespace Telephony.Domain.Messages;

/// <summary>
/// The GSM 7 bit default alphabet with its extension table (3GPP TS 23.038 6.2.1 and 6.2.1.1). Septets are held one a byte, not packed.
/// A character of the extension table costs two septets: escape (0x1B) and its code.
/// </summary>
public static class GsmAlphabet
{
    public const byte Escape = 0x1B;

    // Position is the septet. 0x1B is the escape and stands for no character of its own.
    private const string Basic =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001BÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    private static readonly (byte Septet, char Character)[] Extension =
        [(0x0A, '\f'), (0x14, '^'), (0x28, '{'), (0x29, '}'), (0x2F, '\\'), (0x3C, '['), (0x3D, '~'), (0x3E, ']'), (0x40, '|'), (0x65, '€')];

    private const byte None = 0xFF;

    // By character, one byte a septet; values above 0x7F: escape first, then the low seven bits. A table, as each text is looked through several times.
    private static readonly byte[] Codes = MakeCodes();

    /// <summary>Septets the text needs; -1 if a character is in neither table.</summary>
    public static int CountSeptets(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var character in text)
        {
            var code = CodeOf(character);
            if (code == None) return -1;
            count += code > 0x7F ? 2 : 1;
        }
        return count;
    }

    /// <summary>1 or 2; 0 if the character is in neither table.</summary>
    public static int SeptetsOf(char character) => CodeOf(character) switch { None => 0, > 0x7F => 2, _ => 1 };

    /// <summary>Writes one septet a byte; <paramref name="septets"/> has room for <see cref="CountSeptets"/>. False if a character is in neither table.</summary>
    public static bool TryEncode(ReadOnlySpan<char> text, Span<byte> septets, out int written)
    {
        written = 0;
        foreach (var character in text)
        {
            var code = CodeOf(character);
            if (code == None) return false;
            if (code > 0x7F) septets[written++] = Escape;
            septets[written++] = (byte)(code & 0x7F);
        }
        return true;
    }

    /// <summary>An unknown extension is read as the basic character of its septet (6.2.1.1, note 1); bytes above 0x7F are read as they stand in Latin-1, as some centres send them.</summary>
    public static string Decode(ReadOnlySpan<byte> septets)
    {
        var text = new char[septets.Length];
        var length = 0;
        for (var i = 0; i < septets.Length; i++)
        {
            var septet = septets[i];
            if (septet == Escape && i + 1 < septets.Length) text[length++] = ExtensionOf(septets[++i]);
            else if (septet == Escape) text[length++] = ' ';
            else text[length++] = septet < Basic.Length ? Basic[septet] : (char)septet;
        }
        return new string(text, 0, length);
    }

    private static byte CodeOf(char character) => character < Codes.Length ? Codes[character] : None;

    private static byte[] MakeCodes()
    {
        var codes = new byte['€' + 1];      // the highest of them
        Array.Fill(codes, None);
        for (var septet = 0; septet < Basic.Length; septet++)
        {
            if (septet != Escape) codes[Basic[septet]] = (byte)septet;
        }
        foreach (var (septet, character) in Extension) codes[character] = (byte)(septet | 0x80);
        return codes;
    }

    private static char ExtensionOf(byte septet)
    {
        foreach (var (code, character) in Extension)
        {
            if (code == septet) return character;
        }
        return septet == Escape ? ' ' : septet < Basic.Length ? Basic[septet] : (char)septet;
    }
}
