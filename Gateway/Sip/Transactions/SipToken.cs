namespace Telephony.Sip.Transactions;

/// <summary>
/// An identifier of ours on the wire: branch, tag or Call-ID. 12 bytes as 24 lower-case hex digits:
/// <code>shard (1 byte) | random (11 bytes)</code>
/// The shard lets a request or response that reached another loop of this process find its owner; the rest cannot be guessed,
/// so whoever quotes it has seen our messages. Read back as a number it is a dictionary key without a string.
/// </summary>
internal readonly record struct SipToken(UInt128 Value)
{
    public const int Length = 24;

    private const int Bytes = Length / 2;

    public byte Shard => (byte)(Value >> 88);

    public static SipToken Create(byte shard, ReadOnlySpan<byte> random)
    {
        var value = (UInt128)shard;
        for (var i = 0; i < Bytes - 1; i++) value = (value << 8) | random[i];
        return new SipToken(value);
    }

    /// <summary>The lowest bit tells a CANCEL's transaction from its INVITE's, which share a branch (RFC 3261 9.1).</summary>
    public SipToken WithLowBit(bool set) => new(set ? Value | UInt128.One : Value & ~UInt128.One);

    /// <summary>Writes <see cref="Length"/> ASCII bytes.</summary>
    public void Write(Span<byte> destination)
    {
        var rest = Value;
        for (var i = Length - 1; i >= 0; i--)
        {
            destination[i] = "0123456789abcdef"u8[(int)(rest & 15)];
            rest >>= 4;
        }
    }

    /// <summary>False for anything that we would not have written (also upper-case digits).</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out SipToken token)
    {
        token = default;
        if (text.Length != Length) return false;
        ulong high = 0, low = 0;
        for (var i = 0; i < Length; i++)
        {
            var c = text[i];
            var digit = c is >= (byte)'0' and <= (byte)'9' ? c - '0' : c is >= (byte)'a' and <= (byte)'f' ? c - 'a' + 10 : -1;
            if (digit < 0) return false;
            if (i < 8) high = (high << 4) | (uint)digit;
            else low = (low << 4) | (uint)digit;
        }
        token = new SipToken(new UInt128(high, low));
        return true;
    }

    public override string ToString() => Value.ToString("x24");
}
