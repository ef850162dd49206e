using System.Runtime.InteropServices;
using Telephony.Audio.Codecs;
using Telephony.Support;
using Xunit;

namespace Telephony.Unit.Audio;

/// <summary>Against the ITU-T reference sweep, which holds every one of the 65536 samples.</summary>
public sealed class G711Tests
{
    private static readonly short[] Sweep = Words("sweep.src");

    [Theory]
    [InlineData(G711Law.MuLaw, "sweep-r.u")]
    [InlineData(G711Law.ALaw, "sweep-r.a")]
    public void Every_sample_is_encoded_as_the_reference_does(G711Law law, string file) =>
        Assert.Equal(Words(file).Select(static word => (byte)word), G711.Encode(law, Sweep));

    [Fact]
    public void The_A_law_is_decoded_as_the_reference_does() =>
        Assert.Equal(Words("sweep-r.rea"), G711.Decode(G711Law.ALaw, [.. Words("sweep-r.a").Select(static word => (byte)word)]));

    [Theory]
    [InlineData(G711Law.MuLaw)]
    [InlineData(G711Law.ALaw)]
    public void Decoded_codes_encode_to_themselves(G711Law law)
    {
        var codes = Enumerable.Range(0, 256).Select(static code => (byte)code).ToArray();
        var again = G711.Encode(law, G711.Decode(law, codes));
        if (law == G711Law.MuLaw) codes[0x7F] = 0xFF;          // the mu-law has two zeros
        Assert.Equal(codes, again);
    }

    [Fact]
    public void Encoding_and_decoding_allocate_nothing()
    {
        var (codes, samples) = (new byte[160], new short[160]);
        G711.Encode(G711Law.MuLaw, samples, codes);
        G711.Decode(G711Law.ALaw, codes, samples);
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                G711.Encode(G711Law.MuLaw, samples, codes);
                G711.Decode(G711Law.ALaw, codes, samples);
            }
        }));
    }

    private static short[] Words(string file) => MemoryMarshal.Cast<byte, short>(File.ReadAllBytes(CorpusFolder.File("g711", file))).ToArray();
}
