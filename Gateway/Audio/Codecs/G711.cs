namespace Telephony.Audio.Codecs;

/// <summary>The two companding laws of ITU-T G.711.</summary>
public enum G711Law : byte
{
    MuLaw,
    ALaw,
}

/// <summary>
/// G.711 by table, both ways: 16-bit linear samples to and from one octet each. The tables are computed from the definition, which stays beside them as
/// <see cref="G711Definition"/>. A table look-up costs about a nanosecond per sample; 20 ms of speech is 160 of them.
/// </summary>
public static class G711
{
    private const int MuLawShift = 2;
    private const int ALawShift = 4;

    private static readonly byte[] ToMuLaw = Build(MuLawShift, G711Definition.ToMuLaw);
    private static readonly byte[] ToALaw = Build(ALawShift, G711Definition.ToALaw);
    private static readonly short[] FromMuLaw = [.. Enumerable.Range(0, 256).Select(static code => G711Definition.FromMuLaw((byte)code))];
    private static readonly short[] FromALaw = [.. Enumerable.Range(0, 256).Select(static code => G711Definition.FromALaw((byte)code))];

    /// <param name="codes">At least as long as <paramref name="samples"/>.</param>
    public static void Encode(G711Law law, ReadOnlySpan<short> samples, Span<byte> codes)
    {
        var (table, shift) = law == G711Law.MuLaw ? (ToMuLaw, MuLawShift) : (ToALaw, ALawShift);
        codes = codes[..samples.Length];
        for (var i = 0; i < samples.Length; i++) codes[i] = table[(ushort)samples[i] >> shift];
    }

    /// <param name="samples">At least as long as <paramref name="codes"/>.</param>
    public static void Decode(G711Law law, ReadOnlySpan<byte> codes, Span<short> samples)
    {
        var table = law == G711Law.MuLaw ? FromMuLaw : FromALaw;
        samples = samples[..codes.Length];
        for (var i = 0; i < codes.Length; i++) samples[i] = table[codes[i]];
    }

    public static byte[] Encode(G711Law law, ReadOnlySpan<short> samples)
    {
        var codes = new byte[samples.Length];
        Encode(law, samples, codes);
        return codes;
    }

    public static short[] Decode(G711Law law, ReadOnlySpan<byte> codes)
    {
        var samples = new short[codes.Length];
        Decode(law, codes, samples);
        return samples;
    }

    /// <summary>One place per value of the upper bits: the law does not look at the others.</summary>
    private static byte[] Build(int shift, Func<short, byte> encode)
    {
        var table = new byte[1 << (16 - shift)];
        for (var i = 0; i < table.Length; i++) table[i] = encode((short)(i << shift));
        return table;
    }
}
