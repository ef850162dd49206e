using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Telephony.Net.Loops;

namespace Telephony.Net.Linux;

/// <summary>
/// A loop on Linux's epoll, level-triggered. What is ready is found by its place in an array, carried in the event's data:
/// <code>
/// data: generation (32 bits) | place (32 bits)      place 0 is the eventfd that ends a wait
/// </code>
/// The generation tells an event of a closed socket from one of the socket that took its place within the same turn.
/// </summary>
internal sealed unsafe class EpollLoop : ThreadLoop
{
    private const int MaxEvents = 256;

    // struct epoll_event is packed on x64 only.
    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    private readonly int _epoll;
    private readonly int _wake;
    private readonly bool _realTime;
    private readonly byte* _events;
    private readonly List<EpollDatagramSocket> _unsent = [];
    private EpollDatagramSocket?[] _sockets = new EpollDatagramSocket?[64];
    private uint[] _generations = new uint[64];
    private readonly Stack<int> _free = new();
    private readonly Inbox _inbox = new();
    private ReceiveBatch? _batch;
    private SubmissionRing? _ring;
    private bool _ringTried;
    private int _places = 1;
    private int _ready;
    private bool _fineTimeout = true;

    public EpollLoop(string name, TimeProvider clock, ILogger log, LoopOptions options)
        : base(name, clock, log)
    {
        (_ringTried, _realTime) = (!options.Rings, options.RealTime);
        _epoll = Check(LibC.EpollCreate(LibC.CloseOnExec), "epoll_create1");
        _wake = Check(LibC.EventFd(0, LibC.CloseOnExec | LibC.NonBlocking), "eventfd");
        _events = (byte*)NativeMemory.AllocZeroed((nuint)(MaxEvents * EventSize));
        ReceiveBuffer = (byte*)NativeMemory.Alloc(DatagramBytes);
        Control(LibC.EpollCtlAdd, _wake, 0);
        Start();
    }

    /// <summary>The longest datagram there is, and a byte.</summary>
    public const int DatagramBytes = 65536;

    public override string Kind => "epoll";

    /// <summary>Counts turns, so that a socket knows whether it was ready in the one before.</summary>
    public long TurnNumber { get; private set; }

    /// <summary>One for all sockets: a datagram is handled before the next is read.</summary>
    public byte* ReceiveBuffer { get; }

    public Outbox Outbox { get; } = new();

    /// <summary>For many datagrams a call; null where the kernel allows none. Loop thread only.</summary>
    public SubmissionRing? Ring => _ringTried ? _ring : OpenRing();

    public ReceiveBatch Batch => _batch ??= new ReceiveBatch();

    /// <summary>Starts to watch; returns the place. Loop thread only.</summary>
    public int Add(EpollDatagramSocket socket, int fd)
    {
        if (!_free.TryPop(out var place))
        {
            place = _places++;
            if (place == _sockets.Length)
            {
                Array.Resize(ref _sockets, place * 2);
                Array.Resize(ref _generations, place * 2);
            }
        }
        _sockets[place] = socket;
        Control(LibC.EpollCtlAdd, fd, ((ulong)++_generations[place] << 32) | (uint)place);
        return place;
    }

    public void Remove(int place, int fd)
    {
        if (_sockets[place] is null) return;
        var nothing = default(Event16);
        _ = LibC.EpollControl(_epoll, LibC.EpollCtlDel, fd, (byte*)&nothing);
        _sockets[place] = null;
        _generations[place]++;
        _free.Push(place);
    }

    /// <summary>The socket has a batch that leaves at the end of this turn.</summary>
    public void SendAtEndOfTurn(EpollDatagramSocket socket) => _unsent.Add(socket);

    protected override void Enter()
    {
        if (_realTime)
        {
            if (SchedulingClass.TryRealTime(out var errno)) return;
            Log.RealTimeRefused(Name, Marshal.GetPInvokeErrorMessage(errno));
        }
        SchedulingClass.TryShortSlice();
    }

    protected override void Wait(long nanoseconds)
    {
        _ready = _fineTimeout && nanoseconds > 0 ? WaitFine(nanoseconds) : WaitCoarse(nanoseconds);
        if (_ready < 0) _ready = 0;
    }

    protected override void Wake()
    {
        var one = 1UL;
        _ = LibC.Write(_wake, &one, sizeof(ulong));
    }

    protected override void Dispatch()
    {
        TurnNumber++;
        var next = 0;
        while (next < _ready)
        {
            try
            {
                while (next < _ready) DispatchOne(_events + (next++ * EventSize));
            }
            catch (Exception failure)
            {
                Fail(failure);
            }
        }
        _inbox.Read(this);
    }

    /// <summary>It did not do its work: from now on each datagram is a call of its own.</summary>
    public void GiveUpRing()
    {
        _ring?.Dispose();
        _ring = null;
        Log.RingGivenUp(Name);
    }

    protected override void EndTurn()
    {
        for (var i = 0; i < _unsent.Count; i++)
        {
            try
            {
                _unsent[i].SendBatch();
            }
            catch (Exception failure)
            {
                Fail(failure);
            }
        }
        _unsent.Clear();
        Outbox.Flush(this);
    }

    protected override void Release()
    {
        _ = LibC.Close(_epoll);
        _ = LibC.Close(_wake);
        NativeMemory.Free(_events);
        NativeMemory.Free(ReceiveBuffer);
        _batch?.Dispose();
        _inbox.Dispose();
        Outbox.Dispose();
        _ring?.Dispose();
    }

    private void DispatchOne(byte* happened)
    {
        var data = Unsafe.ReadUnaligned<ulong>(happened + DataOffset);
        var place = (int)(uint)data;
        if (place == 0)
        {
            ulong count;
            _ = LibC.Read(_wake, &count, sizeof(ulong));
            return;
        }
        if (_sockets[place] is not { } socket || _generations[place] != (uint)(data >> 32)) return;
        if (_ready == 1 || socket.IsBatched || Ring is null)
        {
            socket.OnReady();
            return;
        }
        if (_inbox.IsFull) _inbox.Read(this);
        _inbox.Add(socket);
    }

    private SubmissionRing? OpenRing()
    {
        _ringTried = true;
        _ring = SubmissionRing.TryOpen(out var errno);
        if (_ring is null) Log.RingRefused(Name, Marshal.GetPInvokeErrorMessage(errno));
        return _ring;
    }

    private int WaitCoarse(long nanoseconds)
    {
        var milliseconds = nanoseconds < 0 ? -1 : (int)Math.Min(int.MaxValue, (nanoseconds + 999_999) / 1_000_000);
        return LibC.EpollWait(_epoll, _events, MaxEvents, milliseconds);
    }

    private int WaitFine(long nanoseconds)
    {
        var timeout = new LibC.TimeSpec { Seconds = nanoseconds / 1_000_000_000, Nanoseconds = nanoseconds % 1_000_000_000 };
        try
        {
            var ready = LibC.EpollWait2(_epoll, _events, MaxEvents, &timeout, null);
            if (ready >= 0 || Marshal.GetLastPInvokeError() != LibC.Enosys) return ready;
        }
        catch (EntryPointNotFoundException)
        {
            // An older C library: whole milliseconds from now on.
        }
        _fineTimeout = false;
        return WaitCoarse(nanoseconds);
    }

    private void Control(int operation, int fd, ulong data)
    {
        var wanted = default(Event16);
        var bytes = (byte*)&wanted;
        Unsafe.WriteUnaligned(bytes, LibC.EpollIn);
        Unsafe.WriteUnaligned(bytes + DataOffset, data);
        Check(LibC.EpollControl(_epoll, operation, fd, bytes), "epoll_ctl");
    }

    private static int Check(int result, string call) =>
        result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError(), $"{call} failed: {Marshal.GetLastPInvokeErrorMessage()}");

    private struct Event16
    {
#pragma warning disable CS0169, IDE0051 // storage only
        private ulong _first;
        private ulong _second;
#pragma warning restore CS0169, IDE0051
    }
}
