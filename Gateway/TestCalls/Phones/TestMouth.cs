using System.Collections.Concurrent;
using Telephony.Calls.Steering;

namespace Telephony.TestCalls.Phones;

/// <summary>What a test phone says: clips one after the other, silence between them. Given by anybody, read by the media worker.</summary>
internal sealed class TestMouth : IFrameSource
{
    private readonly ConcurrentQueue<ReadOnlyMemory<short>> _waiting = new();
    private ReadOnlyMemory<short> _now;
    private int _left;

    /// <summary>Something is still to be said.</summary>
    public bool IsSpeaking => Volatile.Read(ref _left) > 0;

    /// <param name="samples">16 kHz.</param>
    public void Say(ReadOnlyMemory<short> samples)
    {
        Interlocked.Add(ref _left, samples.Length);
        _waiting.Enqueue(samples);
    }

    public void Fill(Span<short> frame)
    {
        frame.Clear();
        for (var filled = 0; filled < frame.Length;)
        {
            if (_now.IsEmpty && !_waiting.TryDequeue(out _now)) return;
            var part = Math.Min(_now.Length, frame.Length - filled);
            _now.Span[..part].CopyTo(frame[filled..]);
            _now = _now[part..];
            filled += part;
            Interlocked.Add(ref _left, -part);
        }
    }
}
