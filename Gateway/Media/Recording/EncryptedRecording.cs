using System.Buffers.Binary;
using Telephony.Audio.Files;

namespace Telephony.Media.Recording;

/// <summary>An encrypted recording as a WAV file: the plain text begins with the rate and the channels (two times four octets), the samples follow; an encoded one (MP3) has a rate of 0.</summary>
public static class EncryptedRecording
{
    internal const int HeadBytes = 8;

    internal static byte[] Head(int sampleRate, int channels)
    {
        var head = new byte[HeadBytes];
        BinaryPrimitives.WriteInt32LittleEndian(head, sampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(4), channels);
        return head;
    }

    /// <summary>How many octets <see cref="CopyToAsync"/> will write; -1: it is no encrypted recording.</summary>
    public static long Length(string path, RecordingFormat format)
    {
        using var file = File.OpenRead(path);
        var plain = EncryptedFile.PlainLength(file);
        return plain < HeadBytes ? -1 : plain - HeadBytes + (format == RecordingFormat.Wav ? WavWriter.HeaderBytes : 0);
    }

    /// <summary>Writes it out in the clear, piece by piece.</summary>
    /// <exception cref="InvalidDataException">The key is another one, or the file was changed.</exception>
    public static async Task CopyToAsync(string path, byte[] key, Stream target, CancellationToken cancel)
    {
        await using var file = File.OpenRead(path);
        var plain = EncryptedFile.PlainLength(file);
        var isFirst = true;
        foreach (var chunk in EncryptedFile.Open(file, key))
        {
            var rest = chunk.AsMemory();
            if (isFirst)
            {
                if (rest.Length < HeadBytes) throw new InvalidDataException("The recording is damaged.");
                var (rate, channels) = (BinaryPrimitives.ReadInt32LittleEndian(rest.Span), BinaryPrimitives.ReadInt32LittleEndian(rest.Span[4..]));
                if (rate > 0) await target.WriteAsync(WavWriter.Header(new WavFormat(WavEncoding.Pcm16, rate, channels), plain - HeadBytes), cancel).ConfigureAwait(false);
                rest = rest[HeadBytes..];
                isFirst = false;
            }
            await target.WriteAsync(rest, cancel).ConfigureAwait(false);
        }
    }
}
