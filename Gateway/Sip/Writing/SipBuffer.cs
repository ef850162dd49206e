namespace Telephony.Sip.Writing;

/// <summary>The bytes a <see cref="SipWriter"/> fills: one per loop, reused for every message, grown when one is larger. Not for two threads.</summary>
public sealed class SipBuffer(int initialBytes = 4096)
{
    internal byte[] Bytes { get; private set; } = new byte[Math.Max(64, initialBytes)];

    internal int Length { get; set; }

    /// <summary>What was written last; valid until the next writer starts on this buffer.</summary>
    public ReadOnlySpan<byte> Written => Bytes.AsSpan(0, Length);

    internal void Grow(int needed)
    {
        var bytes = Bytes;
        Array.Resize(ref bytes, Math.Max(needed, bytes.Length * 2));
        Bytes = bytes;
    }
}
