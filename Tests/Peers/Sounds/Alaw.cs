namespace Telephony.Peers.Sounds;

/// <summary>G.711 A-law of the tests' own, written from the definition so that it can judge the product's.</summary>
public static class Alaw
{
    public static byte Encode(short sample)
    {
        var sign = sample >= 0 ? 0x80 : 0;
        var magnitude = Math.Min(sample >= 0 ? sample : -(sample + 1), 32767) >> 3;      // 13 bits with sign: 12 of magnitude
        var exponent = magnitude < 32 ? 0 : 27 - (int)uint.LeadingZeroCount((uint)magnitude);
        var mantissa = (exponent == 0 ? magnitude >> 1 : magnitude >> exponent) & 0x0F;
        return (byte)((sign | (exponent << 4) | mantissa) ^ 0x55);
    }

    public static short Decode(byte code)
    {
        var bits = code ^ 0x55;
        var exponent = (bits >> 4) & 7;
        var magnitude = ((bits & 0x0F) << 4) + 8;
        if (exponent > 0) magnitude = (magnitude + 0x100) << (exponent - 1);
        return (short)((bits & 0x80) != 0 ? magnitude : -magnitude);
    }

    /// <summary>Writes a raw A-law file at 8 kHz.</summary>
    public static Task WriteToneAsync(string path, int hertz, TimeSpan length) =>
        File.WriteAllBytesAsync(path, Array.ConvertAll(Tone.Samples(hertz, length, 8000), Encode));
}
