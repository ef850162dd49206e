using System.Runtime.InteropServices;
using Telephony.Audio.Codecs;
using Telephony.Support;
using Xunit;

namespace Telephony.Unit.Audio.Codecs;

/// <summary>Against the ITU-T reference vectors (G.191 STL). Their codes lie two to a word of the other octet order.</summary>
public sealed class G722Tests
{
    private static readonly short[] Input = Words("inpsp.bin");
    private static readonly short[] Output = Words("outsp1.bin");
    private static readonly byte[] Codes = [.. Bytes("codsp.cod").Chunk(2).SelectMany(static pair => (byte[])[pair[1], pair[0]])];

    [Theory]
    [InlineData(160)]
    [InlineData(320)]
    [InlineData(960)]
    public void The_encoder_makes_every_code_of_the_reference(int frame)
    {
        var encoding = new G722Encoding(frame);
        var codes = new byte[Input.Length / 2];
        for (var at = 0; at < Input.Length; at += frame)
        {
            var length = Math.Min(frame, Input.Length - at);
            encoding.Encode(Input.AsSpan(at, length), codes.AsSpan(at / 2, length / 2));
        }
        Assert.Equal(Codes, codes);
    }

    [Fact]
    public void The_decoder_makes_every_sample_of_the_reference()
    {
        AudioCodecs.TryCreateDecoder(new CodecFormat("G722", 8000), 8000, out var decoder, out _);
        var samples = new short[Output.Length];
        for (var at = 0; at < Codes.Length; at += 160)
        {
            var length = Math.Min(160, Codes.Length - at);
            Assert.Equal(2 * length, decoder!.Decode(Codes.AsSpan(at, length), samples.AsSpan(2 * at)));
        }
        Assert.Equal(Output, samples);
    }

    [Fact]
    public void A_reset_decoder_begins_anew()
    {
        var decoding = new G722Decoding(160);
        var (first, again) = (new short[320], new short[320]);
        decoding.Decode(Codes.AsSpan(4000, 160), first);
        decoding.Decode(Codes.AsSpan(8000, 160), again);
        decoding.Reset();
        decoding.Decode(Codes.AsSpan(4000, 160), again);
        Assert.Equal(first, again);
    }

    private static byte[] Bytes(string file) => File.ReadAllBytes(CorpusFolder.File("g722", file));

    private static short[] Words(string file) => MemoryMarshal.Cast<byte, short>(Bytes(file)).ToArray();
}
