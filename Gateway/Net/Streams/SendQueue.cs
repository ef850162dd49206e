using System.Buffers;

namespace Telephony.Net.Streams;

/// <summary>
/// Bytes on their way out of one connection: the loop adds, a pump takes. While the pump writes one buffer the next one fills, so
/// many small messages leave in one write. Buffers are pooled and exist only while there is something in them.
/// </summary>
internal sealed class SendQueue(int bound)
{
    private readonly Lock _gate = new();
    private byte[]? _filling;
    private byte[]? _writing;
    private int _filled;
    private int _inWrite;
    private bool _pumping = true; // held until the connection is open
    private bool _closed;

    public int QueuedBytes
    {
        get { lock (_gate) return _filled + _inWrite; }
    }

    /// <param name="startPump">The caller must run the pump: it was at rest.</param>
    public bool TryAdd(ReadOnlySpan<byte> bytes, out bool startPump)
    {
        startPump = false;
        lock (_gate)
        {
            if (_closed || bytes.Length > bound - _filled - _inWrite) return false;
            Reserve(_filled + bytes.Length);
            bytes.CopyTo(_filling.AsSpan(_filled));
            _filled += bytes.Length;
            startPump = !_pumping;
            _pumping = true;
            return true;
        }
    }

    /// <summary>Nothing more is added. True: the caller must run the pump, which ends at once.</summary>
    public bool Close()
    {
        lock (_gate)
        {
            _closed = true;
            var start = !_pumping;
            _pumping = true;
            return start;
        }
    }

    /// <summary>For the pump: what to write next, the write before being done. Empty: the pump rests, or ends if <paramref name="finished"/>.</summary>
    public ReadOnlyMemory<byte> Take(out bool finished)
    {
        lock (_gate)
        {
            finished = false;
            if (_filled == 0)
            {
                ReturnBuffers();
                finished = _closed;
                _pumping = finished;
                return default;
            }
            (_filling, _writing) = (_writing, _filling);
            (_inWrite, _filled) = (_filled, 0);
            return _writing.AsMemory(0, _inWrite);
        }
    }

    /// <summary>The connection is gone and nobody writes any more: drops what is left.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            _closed = _pumping = true;
            _filled = 0;
            ReturnBuffers();
        }
    }

    private void ReturnBuffers()
    {
        if (_filling is not null) ArrayPool<byte>.Shared.Return(_filling);
        if (_writing is not null) ArrayPool<byte>.Shared.Return(_writing);
        _filling = _writing = null;
        _inWrite = 0;
    }

    private void Reserve(int length)
    {
        if (_filling is not null && _filling.Length >= length) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(4096, length));
        if (_filling is not null)
        {
            _filling.AsSpan(0, _filled).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_filling);
        }
        _filling = larger;
    }
}
