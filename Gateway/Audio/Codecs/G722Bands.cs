namespace Telephony.Audio.Codecs;

/// <summary>Both sub-bands of one G.722 stream: samples of the bands to and from codes, by adaptive differences (ITU-T G.722 clauses 3 and 4, mode 1: 64 kbit/s).</summary>
/// <remarks>The code has six bits of the lower band and, above them, two of the higher.</remarks>
internal struct G722Bands
{
    private const int LowestNb = 18432;
    private const int HighestNb = 22528;

    private G722Band _low;
    private G722Band _high;

    public static G722Bands New => new() { _low = G722Band.Low, _high = G722Band.High };

    /// <returns>The code of one sample of each band.</returns>
    public byte Encode(int low, int high)
    {
        var (lowCode, highCode) = (QuantizeLow(Saturate(low - _low.S)), QuantizeHigh(Saturate(high - _high.S)));
        Follow(lowCode, highCode);
        return (byte)((highCode << 6) | lowCode);
    }

    /// <summary>One sample of each band, within 15 bits.</summary>
    public (int Low, int High) Decode(byte code)
    {
        var (lowCode, highCode) = (code & 0x3F, code >> 6);
        var low = Limit(Saturate(_low.S + ((_low.Det * G722Tables.Qm6[lowCode]) >> 15)));
        var high = Limit(Saturate(_high.S + ((_high.Det * G722Tables.Qm2[highCode]) >> 15)));
        Follow(lowCode, highCode);
        return (low, high);
    }

    private void Follow(int lowCode, int highCode)
    {
        var low = (_low.Det * G722Tables.Qm4[lowCode >> 2]) >> 15;
        _low.Scale(G722Tables.LowWeights[lowCode >> 2], LowestNb, 8);
        _low.Adapt(low);
        var high = (_high.Det * G722Tables.Qm2[highCode]) >> 15;
        _high.Scale(G722Tables.HighWeights[highCode], HighestNb, 10);
        _high.Adapt(high);
    }

    /// <summary>QUANTL: how many decision levels the magnitude reaches, by halving.</summary>
    private readonly int QuantizeLow(int difference)
    {
        var magnitude = difference >= 0 ? difference : ~difference;
        var level = 0;
        var levels = G722Tables.Q6;
        for (var step = 16; step > 0; step >>= 1)
        {
            var next = level + step;
            if (next < levels.Length && magnitude >= (levels[next] * _low.Det) >> 12) level = next;
        }
        // MIL is level + 1. Codes fall from 61 for positive differences; negative ones begin with 63, 62 and go on at 31.
        if (difference >= 0) return 61 - level;
        return level < 2 ? 63 - level : 33 - level;
    }

    private readonly int QuantizeHigh(int difference)
    {
        var magnitude = difference >= 0 ? difference : ~difference;
        var far = magnitude >= (564 * _high.Det) >> 12;
        return difference < 0 ? (far ? 0 : 1) : far ? 2 : 3;
    }

    private static int Saturate(int value) => Math.Clamp(value, short.MinValue, short.MaxValue);

    private static int Limit(int value) => Math.Clamp(value, -16384, 16383);
}
