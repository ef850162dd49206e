using System.Buffers;
using System.Text;
using Telephony.Domain.Messages;

namespace Telephony.Smpp.Texts;

/// <summary>What a centre understands by data_coding 0, "default alphabet" (SMPP 3.4 5.2.19): the one thing of SMPP that has to be asked for.</summary>
public enum DefaultAlphabet
{
    Gsm7,
    Latin1,
    Ascii,
}

/// <summary>Text to octets and back by data_coding (SMPP 3.4 5.2.19; classes of 3GPP TS 23.038 4).</summary>
internal static class DataCoding
{
    public const byte Default = 0;
    public const byte Ascii = 1;
    public const byte Latin1 = 3;
    public const byte Ucs2 = 8;

    /// <summary>Some centres say IA5 and write the GSM alphabet: its escape and its low letters are control characters that no text has.</summary>
    private static readonly SearchValues<byte> NeverInAscii =
        SearchValues.Create([0, 1, 2, 3, 4, 5, 6, 7, 8, 0x0B, 0x0C, 0x0E, 0x0F, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F]);

    private static readonly UnicodeEncoding BigEndian = new(bigEndian: true, byteOrderMark: false);

    /// <summary>The narrowest of the ways the centre knows.</summary>
    public static MessageEncoding EncodingOf(string text, DefaultAlphabet alphabet) => alphabet switch
    {
        DefaultAlphabet.Gsm7 => MessageSegments.EncodingOf(text),
        DefaultAlphabet.Latin1 => text.All(static c => c <= 0xFF) ? MessageEncoding.Latin1 : MessageEncoding.Ucs2,
        _ => text.All(static c => c <= 0x7F) ? MessageEncoding.Latin1 : text.All(static c => c <= 0xFF) ? MessageEncoding.Latin1 : MessageEncoding.Ucs2,
    };

    /// <summary>The data_coding that says so to this centre.</summary>
    public static byte CodeOf(MessageEncoding encoding, DefaultAlphabet alphabet) => encoding switch
    {
        MessageEncoding.Ucs2 => Ucs2,
        MessageEncoding.Latin1 => alphabet == DefaultAlphabet.Latin1 ? Default : Latin1,
        _ => Default,
    };

    public static byte[] Encode(ReadOnlySpan<char> text, MessageEncoding encoding)
    {
        switch (encoding)
        {
            case MessageEncoding.Ucs2:
                var units = new byte[BigEndian.GetByteCount(text)];
                BigEndian.GetBytes(text, units);
                return units;
            case MessageEncoding.Latin1:
                var octets = new byte[text.Length];
                Encoding.Latin1.GetBytes(text, octets);
                return octets;
            default:
                var septets = new byte[GsmAlphabet.CountSeptets(text)];
                GsmAlphabet.TryEncode(text, septets, out _);
                return septets;
        }
    }

    /// <summary>Text of a message from the centre; an unknown coding is read as the default alphabet.</summary>
    public static string Decode(ReadOnlySpan<byte> octets, byte dataCoding, DefaultAlphabet alphabet)
    {
        return Alphabet(dataCoding) switch
        {
            Ucs2 => BigEndian.GetString(octets[..(octets.Length & ~1)]),
            Latin1 => Encoding.Latin1.GetString(octets),
            Ascii => octets.IndexOfAny(NeverInAscii) < 0 ? Encoding.Latin1.GetString(octets) : GsmAlphabet.Decode(octets),
            _ => alphabet == DefaultAlphabet.Gsm7 ? GsmAlphabet.Decode(octets) : Encoding.Latin1.GetString(octets),
        };
    }

    // 1111xxxx and 00xxxxxx of TS 23.038 carry the alphabet in bits 2 and 3; the plain SMPP values are below 0x10.
    private static byte Alphabet(byte coding) => coding switch
    {
        < 0x10 => coding,
        >= 0xF0 => Default,
        < 0x40 => (coding & 0x0C) == 0x08 ? Ucs2 : Default,
        _ => Default,
    };
}
