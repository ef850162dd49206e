using System.Buffers.Binary;
using Telephony.Audio.Codecs;

namespace Telephony.Audio.Files;

/// <summary>
/// Reads WAV files: 16-bit PCM and both laws of G.711, also in WAVE_FORMAT_EXTENSIBLE dress, one or two channels.
/// <code>
/// RIFF size WAVE   { id (4)  size (4)  body  pad to even }…    "fmt " comes before "data"; other chunks are passed over
/// </code>
/// Sizes that lie (a recorder that was cut off writes 0 or all ones) are taken as "to the end of the file".
/// </summary>
public static class WavReader
{
    public const int LowestRate = 4000;
    public const int HighestRate = 192_000;

    /// <summary>Ten minutes of 48 kHz stereo.</summary>
    public const int MaxDataBytes = 600 * 48_000 * 4;

    private const int TagPcm = 1;
    private const int TagALaw = 6;
    private const int TagMuLaw = 7;
    private const int TagExtensible = 0xFFFE;

    /// <summary>Finds the format and the samples as they lie in the file. Never throws for bad files.</summary>
    public static bool TryRead(ReadOnlySpan<byte> file, out WavFormat format, out ReadOnlySpan<byte> data, out WavRejection why)
    {
        format = default;
        data = default;
        if (file.Length < 12 || !file[..4].SequenceEqual("RIFF"u8) || !file[8..12].SequenceEqual("WAVE"u8)) { why = new(WavFault.NotRiff); return false; }
        var hasFormat = false;
        why = default;
        for (var rest = file[12..]; rest.Length >= 8;)
        {
            var size = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]), (uint)(rest.Length - 8));
            var body = rest.Slice(8, size);
            if (rest[..4].SequenceEqual("fmt "u8))
            {
                if (!TryReadFormat(body, out format, out why)) return false;
                hasFormat = true;
            }
            else if (rest[..4].SequenceEqual("data"u8))
            {
                if (!hasFormat) { why = new(WavFault.NoFormat); return false; }
                return TryTakeData(size == 0 ? rest[8..] : body, format, out data, out why);
            }
            rest = rest[Math.Min(rest.Length, 8 + size + (size & 1))..];
        }
        why = new(hasFormat ? WavFault.NoData : WavFault.NoFormat);
        return false;
    }

    /// <summary>The samples as 16-bit linear, one channel; two channels are averaged.</summary>
    public static bool TryReadMono(ReadOnlySpan<byte> file, out short[] samples, out int sampleRate, out WavRejection why)
    {
        (samples, sampleRate) = ([], 0);
        if (!TryRead(file, out var format, out var data, out why)) return false;
        sampleRate = format.SampleRate;
        samples = Mix(Linear(format.Encoding, data), format.Channels);
        return true;
    }

    private static bool TryReadFormat(ReadOnlySpan<byte> body, out WavFormat format, out WavRejection why)
    {
        format = default;
        if (body.Length < 16) { why = new(WavFault.NoFormat); return false; }
        var tag = (int)BinaryPrimitives.ReadUInt16LittleEndian(body);
        var channels = BinaryPrimitives.ReadUInt16LittleEndian(body[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(body[4..]);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(body[14..]);
        // The extensible form keeps the tag in the first two octets of its sub-format identifier.
        if (tag == TagExtensible && body.Length >= 26) tag = BinaryPrimitives.ReadUInt16LittleEndian(body[24..]);
        WavEncoding? encoding = (tag, bits) switch
        {
            (TagPcm, 16) => WavEncoding.Pcm16,
            (TagALaw, 8) => WavEncoding.ALaw,
            (TagMuLaw, 8) => WavEncoding.MuLaw,
            _ => null,
        };
        why = (encoding, channels, rate) switch
        {
            (null, _, _) => new(WavFault.UnsupportedEncoding, tag),
            (_, not (1 or 2), _) => new(WavFault.UnsupportedChannels, channels),
            (_, _, < LowestRate or > HighestRate) => new(WavFault.UnsupportedRate, rate),
            _ => default,
        };
        if (encoding is not { } known || why.Fault != WavFault.None) return false;
        format = new WavFormat(known, (int)rate, channels);
        return true;
    }

    private static bool TryTakeData(ReadOnlySpan<byte> body, WavFormat format, out ReadOnlySpan<byte> data, out WavRejection why)
    {
        var frame = format.Channels * (format.Encoding == WavEncoding.Pcm16 ? 2 : 1);
        data = body[..(body.Length / frame * frame)];
        why = data.IsEmpty ? new(WavFault.NoData) : data.Length > MaxDataBytes ? new(WavFault.TooLong, data.Length) : default;
        return why.Fault == WavFault.None;
    }

    private static short[] Linear(WavEncoding encoding, ReadOnlySpan<byte> data)
    {
        if (encoding != WavEncoding.Pcm16) return G711.Decode(encoding == WavEncoding.MuLaw ? G711Law.MuLaw : G711Law.ALaw, data);
        var samples = new short[data.Length / 2];
        for (var i = 0; i < samples.Length; i++) samples[i] = BinaryPrimitives.ReadInt16LittleEndian(data[(2 * i)..]);
        return samples;
    }

    private static short[] Mix(short[] samples, int channels)
    {
        if (channels == 1) return samples;
        var mono = new short[samples.Length / 2];
        for (var i = 0; i < mono.Length; i++) mono[i] = (short)((samples[2 * i] + samples[(2 * i) + 1]) / 2);
        return mono;
    }
}
