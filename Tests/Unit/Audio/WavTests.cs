using System.Buffers.Binary;
using Telephony.Audio.Codecs;
using Telephony.Audio.Files;
using Xunit;

namespace Telephony.Unit.Audio;

public sealed class WavTests
{
    private static readonly short[] Ramp = [.. Enumerable.Range(0, 801).Select(static i => (short)((i * 80) - 32_000))];

    [Fact]
    public void What_is_written_is_read()
    {
        Assert.True(WavReader.TryReadMono(WavWriter.Pcm16(Ramp, 16_000), out var samples, out var rate, out _));
        Assert.Equal(16_000, rate);
        Assert.Equal(Ramp, samples);
    }

    [Theory]
    [InlineData(WavEncoding.MuLaw, G711Law.MuLaw)]
    [InlineData(WavEncoding.ALaw, G711Law.ALaw)]
    public void Companded_files_are_read(WavEncoding encoding, G711Law law)
    {
        var codes = G711.Encode(law, Ramp);
        var file = WavWriter.Write(new WavFormat(encoding, 8000, 1), codes);
        Assert.Equal(0, file.Length % 2);
        Assert.True(WavReader.TryRead(file, out var format, out var data, out _));
        Assert.Equal(new WavFormat(encoding, 8000, 1), format);
        Assert.Equal(codes, data.ToArray());
        Assert.True(WavReader.TryReadMono(file, out var samples, out _, out _));
        Assert.Equal(G711.Decode(law, codes), samples);
    }

    [Fact]
    public void Two_channels_are_averaged()
    {
        Assert.True(WavReader.TryReadMono(WavWriter.Pcm16([100, 300, -5, 5], 8000, channels: 2), out var samples, out _, out _));
        Assert.Equal([200, 0], samples);
    }

    [Fact]
    public void The_extensible_form_and_chunks_between_are_understood()
    {
        var plain = WavWriter.Pcm16(Ramp, 8000);
        var format = new byte[40];
        plain.AsSpan(20, 16).CopyTo(format);
        BinaryPrimitives.WriteUInt16LittleEndian(format, 0xFFFE);
        BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(24), 1);
        byte[] file = [.. plain[..12], .. "LIST"u8, 3, 0, 0, 0, 1, 2, 3, 0, .. "fmt "u8, 40, 0, 0, 0, .. format, .. plain[36..]];
        Assert.True(WavReader.TryReadMono(file, out var samples, out _, out _));
        Assert.Equal(Ramp, samples);
    }

    [Fact]
    public void A_recording_that_was_cut_off_is_read_to_its_end()
    {
        var file = WavWriter.Pcm16(Ramp, 8000);
        foreach (var size in (uint[])[0, uint.MaxValue])
        {
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(40), size);
            Assert.True(WavReader.TryReadMono(file, out var samples, out _, out _));
            Assert.Equal(Ramp, samples);
        }
    }

    [Fact]
    public void Each_mistake_has_a_sentence_that_says_what_to_change()
    {
        var good = WavWriter.Pcm16(Ramp, 8000);
        Assert.Equal(WavFault.NotRiff, Fault("ID3 an MP3 file"u8.ToArray()).Fault);
        Assert.Equal(WavFault.NoFormat, Fault(good[..12]).Fault);
        Assert.Equal(WavFault.NoData, Fault(good[..36]).Fault);
        Assert.Equal(WavFault.UnsupportedEncoding, Fault(Changed(good, 34, 24)).Fault);
        Assert.Equal(WavFault.UnsupportedChannels, Fault(Changed(good, 22, 6)).Fault);
        var rate = Fault(WavWriter.Pcm16(Ramp, 2000));
        Assert.Equal("Its sample rate is 2000 Hz: 4000 to 192000 Hz can be played. Convert it with: sox IN.wav -r 8000 -c 1 -b 16 OUT.wav", rate.Sentence);
    }

    [Fact]
    public void No_prefix_and_no_mutation_of_a_file_throws()
    {
        var good = WavWriter.Pcm16(Ramp, 8000);
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var file = good[..random.Next(60, good.Length)];
            for (var change = 0; change < 4; change++) file[random.Next(48)] = (byte)random.Next(256);
            WavReader.TryReadMono(file, out _, out _, out _);
        }
        for (var length = 0; length < 64; length++) WavReader.TryReadMono(good.AsSpan(0, length), out _, out _, out _);
    }

    private static byte[] Changed(byte[] file, int at, byte value)
    {
        var changed = (byte[])file.Clone();
        changed[at] = value;
        return changed;
    }

    private static WavRejection Fault(byte[] file)
    {
        Assert.False(WavReader.TryReadMono(file, out _, out _, out var why));
        return why;
    }
}
