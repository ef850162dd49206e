namespace Telephony.Audio.Playout;

/// <summary>Packets in the order of their numbers. Payloads are copied into buffers that are kept and grow to the longest payload seen; nothing is allocated once they have.</summary>
internal sealed class PacketQueue(int capacity)
{
    private const int Granule = 192;

    private readonly Waiting[] _waiting = new Waiting[capacity];

    public int Count { get; private set; }

    public ref readonly Waiting First => ref _waiting[0];

    public ref readonly Waiting Last => ref _waiting[Count - 1];

    public ReadOnlySpan<byte> FirstPayload => _waiting[0].Buffer.AsSpan(0, _waiting[0].Length);

    /// <summary>Puts a packet in its place; there must be room.</summary>
    public void Insert(long sequence, long timestamp, byte payloadType, ReadOnlySpan<byte> payload)
    {
        var free = _waiting[Count];
        var at = Count++;
        for (; at > 0 && _waiting[at - 1].Sequence > sequence; at--) _waiting[at] = _waiting[at - 1];
        var buffer = free.Buffer is { } kept && kept.Length >= payload.Length ? kept : new byte[(payload.Length + Granule - 1) / Granule * Granule];
        payload.CopyTo(buffer);
        _waiting[at] = new Waiting(sequence, timestamp, payloadType, buffer, payload.Length);
    }

    /// <summary>Takes the first packet out. Its payload stays readable until the next insertion.</summary>
    public Waiting Take()
    {
        var taken = _waiting[0];
        Count--;
        Array.Copy(_waiting, 1, _waiting, 0, Count);
        _waiting[Count] = taken;
        return taken;
    }

    public void Clear() => Count = 0;

    public readonly record struct Waiting(long Sequence, long Timestamp, byte PayloadType, byte[] Buffer, int Length);
}
