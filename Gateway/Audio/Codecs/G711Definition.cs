namespace Telephony.Audio.Codecs;

/// <summary>
/// G.711 as it is defined: 14-bit magnitudes for the mu-law, 13-bit ones for the A-law, eight segments of sixteen steps that double in size.
/// <code>
/// | sign | segment (3) | step (4) |    mu-law: all bits inverted; A-law: every other bit inverted (mask 0x55)
/// </code>
/// </summary>
internal static class G711Definition
{
    private const int MuLawBias = 33;
    private const int ALawMask = 0x55;

    public static byte ToMuLaw(short sample)
    {
        var magnitude = Math.Min(((sample < 0 ? ~sample : sample) >> 2) + MuLawBias, 0x1FFF);
        var segment = Log2(magnitude) - 5;
        var step = (magnitude >> (segment + 1)) & 0x0F;
        var code = (segment << 4) | step | (sample < 0 ? 0x80 : 0);
        return (byte)~code;
    }

    public static short FromMuLaw(byte code)
    {
        var bits = ~code;
        var segment = (bits >> 4) & 7;
        var step = bits & 0x0F;
        var magnitude = ((((step << 1) + MuLawBias) << segment) - MuLawBias) << 2;
        return (short)((bits & 0x80) != 0 ? -magnitude : magnitude);
    }

    public static byte ToALaw(short sample)
    {
        var magnitude = (sample < 0 ? ~sample : sample) >> 4;
        var segment = Math.Max(0, Log2(magnitude) - 3);
        var step = segment <= 1 ? magnitude & 0x0F : (magnitude >> (segment - 1)) & 0x0F;
        if (magnitude < 16) segment = 0;
        var code = (segment << 4) | step | (sample < 0 ? 0 : 0x80);
        return (byte)(code ^ ALawMask);
    }

    public static short FromALaw(byte code)
    {
        var bits = code ^ ALawMask;
        var segment = (bits >> 4) & 7;
        var step = bits & 0x0F;
        var magnitude = segment == 0 ? (step << 4) + 8 : ((step << 4) + 0x108) << (segment - 1);
        return (short)((bits & 0x80) != 0 ? magnitude : -magnitude);
    }

    private static int Log2(int value) => System.Numerics.BitOperations.Log2((uint)value);
}
