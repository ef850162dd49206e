namespace Telephony.Sip.Messages;

/// <summary>A place in a message or header value. Length zero is "not there".</summary>
internal readonly record struct Slot(ushort Start, ushort Length)
{
    public static Slot At(int start, int length) => new((ushort)start, (ushort)length);

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> text) => text.Slice(Start, Length);
}
