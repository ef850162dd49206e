using System.Buffers.Binary;

namespace Telephony.Audio.Files;

/// <summary>Writes WAV files of 16-bit PCM or G.711, one channel or more, interleaved.</summary>
public static class WavWriter
{
    /// <summary>Octets in front of the samples.</summary>
    public const int HeaderBytes = 44;

    /// <param name="samples">Interleaved, 16-bit linear.</param>
    public static byte[] Pcm16(ReadOnlySpan<short> samples, int sampleRate, int channels = 1)
    {
        var file = Begin(new WavFormat(WavEncoding.Pcm16, sampleRate, channels), samples.Length * 2);
        for (var i = 0; i < samples.Length; i++) BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(HeaderBytes + (2 * i)), samples[i]);
        return file;
    }

    /// <param name="data">Octets as the format says; an odd number is padded in the file.</param>
    public static byte[] Write(in WavFormat format, ReadOnlySpan<byte> data)
    {
        var file = Begin(format, data.Length);
        data.CopyTo(file.AsSpan(HeaderBytes));
        return file;
    }

    /// <summary>The header alone, for samples that are written piece by piece.</summary>
    /// <param name="dataBytes">Of all samples; more than fits into 32 bits is written as the most that does, which readers take as "to the end".</param>
    public static byte[] Header(in WavFormat format, long dataBytes)
    {
        var (tag, sampleBytes) = format.Encoding switch { WavEncoding.Pcm16 => (1, 2), WavEncoding.ALaw => (6, 1), _ => (7, 1) };
        var file = new byte[HeaderBytes];
        var header = file.AsSpan();
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)Math.Min(uint.MaxValue, HeaderBytes - 8 + dataBytes + (dataBytes & 1)));
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], (short)tag);
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], (short)format.Channels);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], format.SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], format.SampleRate * format.Channels * sampleBytes);
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], (short)(format.Channels * sampleBytes));
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], (short)(sampleBytes * 8));
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[40..], (uint)Math.Min(uint.MaxValue, dataBytes));
        return file;
    }

    private static byte[] Begin(in WavFormat format, int dataBytes)
    {
        var file = new byte[HeaderBytes + dataBytes + (dataBytes & 1)];
        Header(format, dataBytes).CopyTo(file, 0);
        return file;
    }
}
