namespace Telephony.Domain.Events;

/// <summary>
/// Ids of events: version 7 of RFC 9562, with the part of the millisecond in the twelve bits behind the version (6.2, method 3), so that what one gateway tells in order has ids in order.
/// <code>
/// 48 bits milliseconds since 1970 │ 0111 │ 12 bits, a quarter of a microsecond each │ 10 │ 62 bits chance
/// </code>
/// </summary>
public static class EventIds
{
    private const int LongestText = 32;

    public static Guid At(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(at).TryWriteBytes(bytes, bigEndian: true, out _);
        var fraction = (int)(at.Ticks % TimeSpan.TicksPerMillisecond * 4096 / TimeSpan.TicksPerMillisecond);
        (bytes[6], bytes[7]) = ((byte)(0x70 | (fraction >> 8)), (byte)fraction);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>As it is stored: 32 hexadecimal digits, which sort as the id does.</summary>
    public static string ToText(Guid id) => id.ToString("N");

    public static bool TryParse(string? text, out Guid id)
    {
        id = default;
        return text is { Length: >= LongestText } && Guid.TryParse(text, out id);
    }
}
