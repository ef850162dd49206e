using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Telephony.Media.Recording;

/// <summary>
/// A file encrypted in chunks, so that it can be written as it comes, read without being whole in memory, and loses only its last chunk in a crash. AES-256-GCM; the key of a file is derived from the key of the settings by HKDF and the
/// file's salt; the number of a chunk is its nonce, and whether it is the last is authenticated, so that none can be left out, moved or cut off unnoticed.
/// <code>
/// "TLREC1" 0 0   salt (32)   { length (4, little-endian; highest bit: the last)  ciphertext  tag (16) }…
/// </code>
/// </summary>
internal static class EncryptedFile
{
    public const int HeaderBytes = 40;
    public const int TagBytes = 16;
    public const int MaxChunk = 1 << 20;
    private const uint LastBit = 0x8000_0000;

    private static ReadOnlySpan<byte> Magic => "TLREC1\0\0"u8;

    /// <summary>Writes what it gets as chunks: one per flush. The file's owner disposes the stream under it.</summary>
    public sealed class Writer : Stream
    {
        private readonly Stream _file;
        private readonly AesGcm _cipher;
        private readonly MemoryStream _waiting = new();
        private long _chunk;
        private bool _closed;

        public Writer(Stream file, byte[] key)
        {
            _file = file;
            Span<byte> header = stackalloc byte[HeaderBytes];
            Magic.CopyTo(header);
            RandomNumberGenerator.Fill(header[8..]);
            _cipher = CipherOf(key, header[8..]);
            _file.Write(header);
        }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            while (!buffer.IsEmpty)
            {
                var length = Math.Min(buffer.Length, MaxChunk - (int)_waiting.Length);
                _waiting.Write(buffer[..length]);
                buffer = buffer[length..];
                if (_waiting.Length == MaxChunk) Seal(isLast: false);
            }
        }

        /// <summary>Seals what waits and hands it to the system.</summary>
        public override void Flush()
        {
            if (_waiting.Length > 0) Seal(isLast: false);
            _file.Flush();
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_closed)
            {
                _closed = true;
                Seal(isLast: true);
                _file.Flush();
                _cipher.Dispose();
            }
            base.Dispose(disposing);
        }

        private void Seal(bool isLast)
        {
            var plain = _waiting.GetBuffer().AsSpan(0, (int)_waiting.Length);
            var sealedChunk = new byte[4 + plain.Length + TagBytes];
            Span<byte> nonce = stackalloc byte[12];
            BinaryPrimitives.WriteInt64LittleEndian(nonce, _chunk++);
            BinaryPrimitives.WriteUInt32LittleEndian(sealedChunk, (uint)plain.Length | (isLast ? LastBit : 0));
            _cipher.Encrypt(nonce, plain, sealedChunk.AsSpan(4, plain.Length), sealedChunk.AsSpan(4 + plain.Length), sealedChunk.AsSpan(0, 4));
            _file.Write(sealedChunk);
            _waiting.SetLength(0);
        }
    }

    /// <summary>How many octets of plain text a file holds, by its chunks' lengths alone; -1: it is no such file.</summary>
    public static long PlainLength(Stream file)
    {
        file.Position = 0;
        Span<byte> head = stackalloc byte[HeaderBytes];
        if (file.ReadAtLeast(head, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes || !head[..8].SequenceEqual(Magic)) return -1;
        long plain = 0;
        while (file.Position + 4 + TagBytes <= file.Length)
        {
            file.ReadExactly(head[..4]);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(head) & ~LastBit;
            if (length > MaxChunk || file.Position + length + TagBytes > file.Length) break;
            plain += length;
            file.Position += length + TagBytes;
        }
        return plain;
    }

    /// <summary>The plain text, chunk by chunk. A chunk that was cut off by a crash is left out.</summary>
    /// <exception cref="InvalidDataException">It is no such file, the key is another one, or it was changed.</exception>
    public static IEnumerable<byte[]> Open(Stream file, byte[] key)
    {
        file.Position = 0;
        var head = new byte[HeaderBytes];
        if (file.ReadAtLeast(head, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes || !head.AsSpan(0, 8).SequenceEqual(Magic)) throw new InvalidDataException("It is no encrypted recording.");
        using var cipher = CipherOf(key, head.AsSpan(8));
        var ended = false;
        for (long chunk = 0; !ended; chunk++)
        {
            if (file.ReadAtLeast(head.AsSpan(0, 4), 4, throwOnEndOfStream: false) < 4) yield break;
            var word = BinaryPrimitives.ReadUInt32LittleEndian(head);
            var length = (int)(word & ~LastBit);
            if (length > MaxChunk) throw new InvalidDataException("The recording is damaged.");
            var sealedChunk = new byte[length + TagBytes];
            if (file.ReadAtLeast(sealedChunk, sealedChunk.Length, throwOnEndOfStream: false) < sealedChunk.Length) yield break;
            yield return OpenChunk(cipher, chunk, head.AsSpan(0, 4), sealedChunk);
            ended = (word & LastBit) != 0;
        }
    }

    private static byte[] OpenChunk(AesGcm cipher, long chunk, ReadOnlySpan<byte> word, ReadOnlySpan<byte> sealedChunk)
    {
        Span<byte> nonce = stackalloc byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(nonce, chunk);
        var plain = new byte[sealedChunk.Length - TagBytes];
        try
        {
            cipher.Decrypt(nonce, sealedChunk[..plain.Length], sealedChunk[plain.Length..], plain, word);
            return plain;
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new InvalidDataException("The recording was encrypted with another key, or changed since.", e);
        }
    }

    private static AesGcm CipherOf(byte[] key, ReadOnlySpan<byte> salt)
    {
        if (key.Length != 32) throw new ArgumentException($"The key of recordings has 32 octets, not {key.Length}.", nameof(key));
        return new AesGcm(HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, salt.ToArray(), "telephony recording"u8.ToArray()), TagBytes);
    }
}
