using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Telephony.Peers.Sounds;

/// <summary>A mono WAV of 16-bit samples.</summary>
public sealed record WaveFile(short[] Samples, int SamplesPerSecond)
{
    private const int HeaderSize = 44;

    public void Write(string path)
    {
        var bytes = new byte[HeaderSize + Samples.Length * 2];
        "RIFF"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
        "WAVEfmt "u8.CopyTo(bytes.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), SamplesPerSecond);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(28), SamplesPerSecond * 2);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(34), 16);
        "data"u8.CopyTo(bytes.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), Samples.Length * 2);
        MemoryMarshal.AsBytes<short>(Samples).CopyTo(bytes.AsSpan(HeaderSize));
        File.WriteAllBytes(path, bytes);
    }

    /// <summary>The samples at another rate: a multiple of it, or a part. Good enough for tones.</summary>
    public short[] At(int samplesPerSecond)
    {
        if (samplesPerSecond == SamplesPerSecond) return Samples;
        if (samplesPerSecond < SamplesPerSecond)
        {
            var factor = SamplesPerSecond / samplesPerSecond;
            return [.. Enumerable.Range(0, Samples.Length / factor).Select(i => (short)Samples.AsSpan(i * factor, factor).ToArray().Average(static sample => sample))];
        }
        var steps = samplesPerSecond / SamplesPerSecond;
        return [.. Enumerable.Range(0, (Samples.Length - 1) * steps).Select(i => (short)(Samples[i / steps] + ((Samples[(i / steps) + 1] - Samples[i / steps]) * (i % steps) / steps)))];
    }

    /// <summary>Reads what a recorder has written, also one that was ended before it set the length in the header.</summary>
    public static WaveFile Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var (rate, channels, offset) = (8000, 1, 12);
        while (offset + 8 <= bytes.Length)
        {
            var id = bytes.AsSpan(offset, 4);
            var size = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(offset + 4)), (uint)(bytes.Length - offset - 8));
            if (id.SequenceEqual("fmt "u8)) (channels, rate) = (BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(offset + 10)), BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(offset + 12)));
            if (id.SequenceEqual("data"u8))
            {
                if (size == 0) size = bytes.Length - offset - 8;
                var samples = MemoryMarshal.Cast<byte, short>(bytes.AsSpan(offset + 8, size & ~1)).ToArray();
                return new WaveFile(channels == 1 ? samples : [.. samples.Where((_, i) => i % channels == 0)], rate);
            }

            offset += 8 + size + (size & 1);
        }

        throw new InvalidDataException($"{path} has no data chunk ({bytes.Length} bytes).");
    }
}
