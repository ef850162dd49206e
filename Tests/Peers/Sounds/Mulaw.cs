namespace Telephony.Peers.Sounds;

/// <summary>G.711 u-law of the tests' own, written from the definition so that it can judge the product's.</summary>
public static class Mulaw
{
    private const int Bias = 0x84;
    private const int Clip = 32635;

    public static byte Encode(short sample)
    {
        var sign = sample < 0 ? 0x80 : 0;
        var magnitude = Math.Min(Math.Abs((int)sample), Clip) + Bias;
        var exponent = 7 - (int)uint.LeadingZeroCount((uint)magnitude << 17);
        var mantissa = (magnitude >> (exponent + 3)) & 0x0F;
        return (byte)~(sign | (exponent << 4) | mantissa);
    }

    public static short Decode(byte code)
    {
        var bits = ~code;
        var magnitude = ((((bits & 0x0F) << 3) + Bias) << ((bits >> 4) & 7)) - Bias;
        return (short)((bits & 0x80) != 0 ? -magnitude : magnitude);
    }

    /// <summary>Writes a raw u-law file at 8 kHz.</summary>
    public static Task WriteToneAsync(string path, int hertz, TimeSpan length) =>
        File.WriteAllBytesAsync(path, Array.ConvertAll(Tone.Samples(hertz, length, 8000), Encode));
}
