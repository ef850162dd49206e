namespace Telephony.Sip.Transactions;

/// <summary>The bytes of a message in a <see cref="MessageStore"/>; the default value holds none.</summary>
internal readonly record struct StoredMessage(byte[]? Slab, int Start, int Length)
{
    public bool IsEmpty => Slab is null;

    public ReadOnlySpan<byte> Bytes => Slab.AsSpan(Start, Length);
}

/// <summary>
/// Keeps what a transaction may have to repeat, for the half minute that RFC 3261 makes it wait. At 1000 calls a second that is a hundred thousand messages: as
/// arrays of their own the collector would copy each of them, twice. Here they lie in slabs too large to be moved, in blocks by size that are used again. Slabs are
/// kept: they are as many as the busiest half minute needed. Loop thread only.
/// </summary>
internal sealed class MessageStore
{
    private const int SmallestBlock = 512;
    private const int Sizes = 4;
    private const int SlabBytes = 128 * 1024;     // above the limit of the large object heap

    private readonly Stack<(byte[] Slab, int Start)>[] _free = new Stack<(byte[], int)>[Sizes];

    public MessageStore()
    {
        for (var size = 0; size < Sizes; size++) _free[size] = new Stack<(byte[], int)>();
    }

    /// <summary>A copy. A message above 4096 bytes gets an array of its own.</summary>
    public StoredMessage Keep(ReadOnlySpan<byte> message)
    {
        var size = SizeOf(message.Length);
        if (size >= Sizes) return new StoredMessage(message.ToArray(), 0, message.Length);
        if (!_free[size].TryPop(out var block)) block = Cut(size);
        message.CopyTo(block.Slab.AsSpan(block.Start));
        return new StoredMessage(block.Slab, block.Start, message.Length);
    }

    /// <summary>The block may be used again; <paramref name="message"/> holds nothing afterwards.</summary>
    public void Release(ref StoredMessage message)
    {
        if (message.Slab is { } slab && SizeOf(message.Length) is < Sizes and var size) _free[size].Push((slab, message.Start));
        message = default;
    }

    private (byte[] Slab, int Start) Cut(int size)
    {
        var slab = GC.AllocateUninitializedArray<byte>(SlabBytes);
        var block = SmallestBlock << size;
        for (var start = block; start < SlabBytes; start += block) _free[size].Push((slab, start));
        return (slab, 0);
    }

    private static int SizeOf(int length)
    {
        var size = 0;
        while (size < Sizes && SmallestBlock << size < length) size++;
        return size;
    }
}
