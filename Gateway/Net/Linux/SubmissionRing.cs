using System.Runtime.InteropServices;

namespace Telephony.Net.Linux;

/// <summary>
/// Many datagrams of many sockets in one call of the kernel (io_uring(7), Linux 5.7). Each is done where it stands, in order, as its own <c>sendmsg</c> or <c>recvmsg</c> would be; none waits
/// (<see cref="LibC.DontWait"/>), so all have their results when the call returns. One thread.
/// <code>
/// Add, Add, Add ─► entries ─► Run: io_uring_enter ─► results, by the order of adding
/// </code>
/// </summary>
internal sealed unsafe class SubmissionRing : IDisposable
{
    public const int Capacity = 64;

    /// <summary>The result of what the kernel did not get to.</summary>
    public const int NotDone = int.MinValue;

    private const byte SendMessage = 9;
    private const byte ReceiveMessage = 10;
    private const long EntryOffset = 0x10000000;
    private const uint OneMapping = 1;      // IORING_FEAT_SINGLE_MMAP, Linux 5.4

    private readonly int _ring;
    private readonly Parameters _shape;
    private readonly byte* _rings;
    private readonly nuint _ringBytes;
    private readonly Entry* _entries;
    private readonly uint _mask;
    private uint _tail;
    private int _added;

    private SubmissionRing(int ring, in Parameters shape, byte* rings, nuint ringBytes, Entry* entries)
    {
        (_ring, _shape, _ringBytes) = (ring, shape, ringBytes);
        _rings = rings;
        _entries = entries;
        _mask = *(uint*)(rings + shape.Submission.Mask);
        var order = (uint*)(rings + shape.Submission.Array);
        for (var i = 0u; i < shape.SubmissionEntries; i++) order[i] = i;
    }

    /// <summary>Null where the kernel has none, or allows none: why is in <paramref name="errno"/>.</summary>
    public static SubmissionRing? TryOpen(out int errno)
    {
        errno = 0;
        var shape = default(Parameters);
        var ring = (int)LibC.RingSetup(LibC.RingSetupNumber, Capacity, &shape);
        if (ring < 0) { errno = Marshal.GetLastPInvokeError(); return null; }
        if ((shape.Features & OneMapping) == 0) { _ = LibC.Close(ring); errno = LibC.Enosys; return null; }
        var ringBytes = Math.Max(
            shape.Submission.Array + (shape.SubmissionEntries * sizeof(uint)), shape.Completion.Results + (shape.CompletionEntries * (uint)sizeof(Completion)));
        var rings = LibC.Map(null, ringBytes, LibC.ReadWrite, LibC.SharedPopulated, ring, 0);
        var entries = LibC.Map(null, shape.SubmissionEntries * (uint)sizeof(Entry), LibC.ReadWrite, LibC.SharedPopulated, ring, (nint)EntryOffset);
        if ((nint)rings != -1 && (nint)entries != -1) return new SubmissionRing(ring, shape, (byte*)rings, ringBytes, (Entry*)entries);
        errno = Marshal.GetLastPInvokeError();
        if ((nint)rings != -1) _ = LibC.Unmap(rings, ringBytes);
        _ = LibC.Close(ring);
        return null;
    }

    /// <param name="message">Its first part, a <c>struct msghdr</c>; lies still until <see cref="Run"/> is over. At most <see cref="Capacity"/> between two runs.</param>
    public void AddSend(int fd, LibC.MultiMessage* message) => Add(SendMessage, fd, message);

    /// <inheritdoc cref="AddSend"/>
    public void AddReceive(int fd, LibC.MultiMessage* message) => Add(ReceiveMessage, fd, message);

    /// <summary>Does all that was added.</summary>
    /// <param name="results">Of each, in the order of adding: octets, a negated errno, or <see cref="NotDone"/>.</param>
    /// <returns>False: the ring does not do its work and is not to be used again.</returns>
    public bool Run(Span<int> results)
    {
        var added = _added;
        results[..added].Fill(NotDone);
        Volatile.Write(ref *(uint*)(_rings + _shape.Submission.Tail), _tail);
        while (_added > 0)
        {
            var taken = (int)LibC.RingEnter(LibC.RingEnterNumber, _ring, (uint)_added, 0, 0, null, 0);
            if (taken < 0 && Marshal.GetLastPInvokeError() == LibC.Eintr) continue;
            if (taken <= 0) break;
            _added -= taken;
        }
        return Collect(results[..added]) == added;
    }

    public void Dispose()
    {
        _ = LibC.Unmap(_rings, _ringBytes);
        _ = LibC.Unmap(_entries, _shape.SubmissionEntries * (uint)sizeof(Entry));
        _ = LibC.Close(_ring);
    }

    private void Add(byte operation, int fd, LibC.MultiMessage* message)
    {
        _entries[_tail++ & _mask] = new Entry { Operation = operation, Fd = fd, Address = message, Length = 1, Flags = LibC.DontWait, Name = (ulong)_added++ };
    }

    private int Collect(Span<int> results)
    {
        ref var head = ref *(uint*)(_rings + _shape.Completion.Head);
        var completions = (Completion*)(_rings + _shape.Completion.Results);
        var mask = *(uint*)(_rings + _shape.Completion.Mask);
        var end = Volatile.Read(ref *(uint*)(_rings + _shape.Completion.Tail));
        var count = 0;
        for (var at = head; at != end; at++, count++)
        {
            var completion = completions + (at & mask);
            results[(int)completion->Name] = completion->Result;
        }
        Volatile.Write(ref head, end);
        return count;
    }

    /// <summary><c>struct io_uring_sqe</c>.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    private struct Entry
    {
        [FieldOffset(0)] public byte Operation;
        [FieldOffset(4)] public int Fd;
        [FieldOffset(16)] public void* Address;
        [FieldOffset(24)] public uint Length;
        [FieldOffset(28)] public uint Flags;
        [FieldOffset(32)] public ulong Name;
    }

    /// <summary><c>struct io_uring_cqe</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Completion
    {
        public ulong Name;
        public int Result;
        public uint Flags;
    }

    /// <summary><c>struct io_uring_params</c>.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 120)]
    internal struct Parameters
    {
        [FieldOffset(0)] public uint SubmissionEntries;
        [FieldOffset(4)] public uint CompletionEntries;
        [FieldOffset(20)] public uint Features;
        [FieldOffset(40)] public SubmissionOffsets Submission;
        [FieldOffset(80)] public CompletionOffsets Completion;
    }

    /// <summary><c>struct io_sqring_offsets</c>.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 40)]
    internal struct SubmissionOffsets
    {
        [FieldOffset(4)] public uint Tail;
        [FieldOffset(8)] public uint Mask;
        [FieldOffset(24)] public uint Array;
    }

    /// <summary><c>struct io_cqring_offsets</c>.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 40)]
    internal struct CompletionOffsets
    {
        [FieldOffset(0)] public uint Head;
        [FieldOffset(4)] public uint Tail;
        [FieldOffset(8)] public uint Mask;
        [FieldOffset(20)] public uint Results;
    }
}
