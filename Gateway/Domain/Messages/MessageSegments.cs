namespace Telephony.Domain.Messages;

/// <summary>How a text is written for the air.</summary>
public enum MessageEncoding : byte
{
    Gsm7 = 0,
    Latin1 = 3,
    Ucs2 = 8,
}

/// <summary>
/// A text cut into parts of a short message (3GPP TS 23.040 9.2.3.24.1). One part holds 160 septets or 70 UCS-2 units; of several, each gives up 6 octets to the header that joins
/// them, and holds 153 or 67. Neither an escape pair nor a surrogate pair is cut in two.
/// </summary>
public static class MessageSegments
{
    /// <summary>What a concatenation reference of one octet can number.</summary>
    public const int Most = 255;

    /// <summary>GSM 7 bit if every character has a septet, else UCS-2.</summary>
    public static MessageEncoding EncodingOf(ReadOnlySpan<char> text) => GsmAlphabet.CountSeptets(text) >= 0 ? MessageEncoding.Gsm7 : MessageEncoding.Ucs2;

    /// <summary>Units (septets, octets or UCS-2 units) in a message of one part.</summary>
    public static int UnitsAlone(MessageEncoding encoding) => encoding switch { MessageEncoding.Gsm7 => 160, MessageEncoding.Latin1 => 140, _ => 70 };

    /// <summary>Units in each of several parts, with a header of 6 octets (8-bit reference).</summary>
    public static int UnitsTogether(MessageEncoding encoding) => encoding switch { MessageEncoding.Gsm7 => 153, MessageEncoding.Latin1 => 134, _ => 67 };

    /// <summary>Where the parts lie in the text, in order; one empty part for an empty text.</summary>
    public static IReadOnlyList<Range> Cut(string text, MessageEncoding encoding)
    {
        if (Units(text, encoding) <= UnitsAlone(encoding)) return [0..text.Length];
        var (parts, start, used, room) = (new List<Range>(), 0, 0, UnitsTogether(encoding));
        for (var i = 0; i < text.Length;)
        {
            var characters = encoding == MessageEncoding.Ucs2 && char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? 2 : 1;
            var units = encoding == MessageEncoding.Gsm7 ? GsmAlphabet.SeptetsOf(text[i]) : characters;
            if (used + units > room)
            {
                parts.Add(start..i);
                (start, used) = (i, 0);
            }
            used += units;
            i += characters;
        }
        parts.Add(start..text.Length);
        return parts;
    }

    private static int Units(string text, MessageEncoding encoding) => encoding == MessageEncoding.Gsm7 ? GsmAlphabet.CountSeptets(text) : text.Length;
}
