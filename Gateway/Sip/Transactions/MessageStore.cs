namespace Telephony.Sip.Transactions;

/// <summary>Where a message lies in a <see cref="MessageStore"/>; the default value holds none. Numbers only: who keeps many of them keeps no object.</summary>
/// <param name="Slab">Counted from 1.</param>
internal readonly record struct StoredMessage(int Slab, int Start, int Length)
{
    public bool IsEmpty => Slab == 0;
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

    private readonly List<byte[]> _slabs = [];
    private readonly Stack<(int Slab, int Start)>[] _free = new Stack<(int, int)>[Sizes];
    private readonly Stack<int> _unused = [];

    public MessageStore()
    {
        for (var size = 0; size < Sizes; size++) _free[size] = new Stack<(int, int)>();
    }

    /// <summary>A copy. A message above 4096 bytes gets an array of its own.</summary>
    public StoredMessage Keep(ReadOnlySpan<byte> message)
    {
        var size = SizeOf(message.Length);
        if (size >= Sizes) return new StoredMessage(Number(message.ToArray()), 0, message.Length);
        if (!_free[size].TryPop(out var block)) block = Cut(size);
        message.CopyTo(_slabs[block.Slab - 1].AsSpan(block.Start));
        return new StoredMessage(block.Slab, block.Start, message.Length);
    }

    /// <summary>Valid until it is released; empty when it holds none.</summary>
    public ReadOnlySpan<byte> Read(in StoredMessage message) => message.IsEmpty ? default : _slabs[message.Slab - 1].AsSpan(message.Start, message.Length);

    /// <summary>The block may be used again; <paramref name="message"/> holds nothing afterwards.</summary>
    public void Release(ref StoredMessage message)
    {
        if (message.IsEmpty) return;
        if (SizeOf(message.Length) is < Sizes and var size) _free[size].Push((message.Slab, message.Start));
        else
        {
            _slabs[message.Slab - 1] = [];
            _unused.Push(message.Slab);
        }
        message = default;
    }

    private (int Slab, int Start) Cut(int size)
    {
        var slab = Number(GC.AllocateUninitializedArray<byte>(SlabBytes));
        var block = SmallestBlock << size;
        for (var start = block; start < SlabBytes; start += block) _free[size].Push((slab, start));
        return (slab, 0);
    }

    private int Number(byte[] slab)
    {
        if (_unused.TryPop(out var number)) _slabs[number - 1] = slab;
        else
        {
            _slabs.Add(slab);
            number = _slabs.Count;
        }
        return number;
    }

    private static int SizeOf(int length)
    {
        var size = 0;
        while (size < Sizes && SmallestBlock << size < length) size++;
        return size;
    }
}
