using System.Buffers;

namespace Telephony.Net.Streams;

/// <summary>
/// What was read and not yet handled by the loop: a few segments in a ring, each with a pooled buffer while it is full.
/// A reader that finds no free one waits, so a busy loop stops the peer by TCP's own window instead of filling memory.
/// </summary>
internal sealed class ReceivedSegments(StreamConnection connection) : IDisposable
{
    private const int Count = 4;
    private const int SegmentBytes = 16 * 1024;

    private readonly SemaphoreSlim _free = new(Count);
    private readonly Segment[] _ring = [new(connection), new(connection), new(connection), new(connection)];
    private int _next;

    internal sealed class Segment(StreamConnection connection)
    {
        public StreamConnection Connection => connection;

        public byte[] Buffer { get; set; } = [];

        public int Length { get; set; }
    }

    /// <summary>Reads once into a free segment; null at the end of the stream.</summary>
    public async ValueTask<Segment?> ReadAsync(Stream stream)
    {
        await _free.WaitAsync().ConfigureAwait(false);
        // An empty read waits without a buffer: idle connections hold no memory.
        await stream.ReadAsync(Memory<byte>.Empty).ConfigureAwait(false);
        var segment = _ring[_next];
        _next = (_next + 1) % Count;
        segment.Buffer = ArrayPool<byte>.Shared.Rent(SegmentBytes);
        segment.Length = 0;
        try
        {
            segment.Length = await stream.ReadAsync(segment.Buffer).ConfigureAwait(false);
        }
        finally
        {
            if (segment.Length == 0) Return(segment);
        }
        return segment.Length == 0 ? null : segment;
    }

    /// <summary>The segment was handled.</summary>
    public void Return(Segment segment)
    {
        ArrayPool<byte>.Shared.Return(segment.Buffer);
        segment.Buffer = [];
        _free.Release();
    }

    public void Dispose() => _free.Dispose();
}
