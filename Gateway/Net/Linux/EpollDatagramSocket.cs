using System.Net.Sockets;
using System.Runtime.InteropServices;
using Telephony.Net.Addresses;
using Telephony.Net.Loops;
using Telephony.Net.Sockets;

namespace Telephony.Net.Linux;

/// <summary>
/// A UDP socket on an <see cref="EpollLoop"/>. Unbatched it reads one datagram each time it is ready, together with other sockets (<see cref="Inbox"/>) or alone; alone more only when it is
/// ready turn after turn: on a loop with many sockets the extra read that finds nothing would be half the cost. What it sends leaves at the turn's end (<see cref="Outbox"/>). Batched it
/// reads many a call, and sends what has come together behind each datagram handled: the first of a burst does not wait for the last.
/// </summary>
internal sealed unsafe class EpollDatagramSocket : IDatagramSocket
{
    private const int MaxBurst = 16;
    private const int MaxBatches = 4;
    private const int ErrorLimit = 1000;

    // A request that came and what it makes, a 100 back and itself on, share a call of the kernel; the peers work on it while the next of the burst is handled.
    private const int MostHeldBack = 2;

    private EpollLoop _loop;
    private readonly SafeSocketHandle _handle;
    private readonly IDatagramReceiver _receiver;
    private readonly SendBatch? _batch;
    private readonly int _fd;
    private readonly bool _isV4;
    private int _place;
    private int _burst = 1;
    private int _errors;
    private long _lastTurn;
    private bool _open = true;
    private bool _sending;

    /// <param name="socket">Given away: of it the descriptor alone is kept. With end points and addresses it is five objects more, and a call has four sockets.</param>
    public EpollDatagramSocket(EpollLoop loop, Socket socket, IDatagramReceiver receiver, bool batched)
    {
        (_loop, _handle, _receiver) = (loop, socket.SafeHandle, receiver);
        _fd = (int)_handle.DangerousGetHandle();
        Local = NetEndpoint.From((System.Net.IPEndPoint)socket.LocalEndPoint!);
        _isV4 = Local.IsV4;
        if (batched) _batch = new SendBatch();
        if (batched) Linux.ReceiveBatch.AskForTimes(socket);
#pragma warning disable CA1816      // it would close the descriptor, which is ours now
        GC.SuppressFinalize(socket);
#pragma warning restore CA1816
    }

    public NetEndpoint Local { get; }

    public int Fd => _fd;

    public bool IsBatched => _batch is not null;

    /// <summary>Open, and on its loop. Loop thread only.</summary>
    public bool IsWatched => _open && _place != 0;

    /// <summary>Starts to receive. Loop thread only.</summary>
    public void Attach()
    {
        if (!_open) return;
        _place = _loop.Add(this, _fd);
        _loop.Own(this);
    }

    public void Leave()
    {
        if (!_open) return;
        SendBatch();
        if (_place != 0) _loop.Remove(_place, _fd);
        _place = 0;
        _loop.Disown(this);
    }

    public void Settle(IEventLoop loop)
    {
        _loop = (EpollLoop)loop;
        Attach();
    }

    public bool TrySend(ReadOnlySpan<byte> datagram, in NetEndpoint remote)
    {
        if (!_open || remote.IsV4 != _isV4) return Failed();
        if (_batch is not null) return _sending ? SendNow(datagram, remote) : AddToBatch(_batch, datagram, remote);
        if (!_loop.IsCurrent) return SendNow(datagram, remote);
        if (datagram.Length > Outbox.MostBytes)
        {
            _loop.Outbox.Flush(_loop);      // what was sent before leaves before
            return SendNow(datagram, remote);
        }
        _loop.Outbox.Add(_loop, _fd, datagram, remote);
        return true;
    }

    public void OnReady()
    {
        if (_batch is not null)
        {
            ReceiveBatches();
            return;
        }
        _burst = _loop.TurnNumber == _lastTurn + 1 ? Math.Min(MaxBurst, _burst * 2) : 1;
        _lastTurn = _loop.TurnNumber;
        for (var i = 0; i < _burst && _open && ReceiveOne(); i++)
        {
        }
    }

    /// <summary>One datagram was tried to read for it.</summary>
    /// <param name="result">Its octets, or a negated errno.</param>
    public void OnRead(int result, byte* datagram, byte* address)
    {
        if (result < 0) OnReceiveError(-result);
        else Hand(datagram, result, address);
    }

    public void SendBatch()
    {
        if (_batch is null || _sending) return;
        _sending = true;
        var first = 0;
        while (_open && first < _batch.Count)
        {
            var sent = _batch.Send(_fd, first);
            if (sent > 0)
            {
                _loop.DatagramsOut += sent;
                first += sent;
                continue;
            }
            var errno = Marshal.GetLastPInvokeError();
            if (errno == LibC.Eintr) continue;
            Failed();
            var refused = _batch.Remote(first++);
            // A full buffer is a loss like any on the way: the next repetition may pass.
            if (errno != LibC.Eagain) _receiver.OnSendFailed(this, refused, Marshal.GetPInvokeErrorMessage(errno));
        }
        _batch.Clear();
        _sending = false;
    }

    public void Dispose()
    {
        if (!_open) return;
        SendBatch();
        if (_batch is null) _loop.Outbox.Flush(_loop);
        _open = false;
        if (_place != 0) _loop.Remove(_place, _fd);
        _loop.Disown(this);
        _handle.Dispose();
        _batch?.Dispose();
    }

    private bool SendNow(ReadOnlySpan<byte> datagram, in NetEndpoint remote)
    {
        var address = stackalloc byte[RawAddress.MaxLength];
        var length = RawAddress.Write(address, remote);
        fixed (byte* bytes = datagram)
        {
            while (LibC.SendTo(_fd, bytes, (nuint)datagram.Length, LibC.DontWait, address, length) < 0)
            {
                if (Marshal.GetLastSystemError() != LibC.Eintr) return Failed();
            }
        }
        _loop.DatagramsOut++;
        return true;
    }

    private bool AddToBatch(SendBatch batch, ReadOnlySpan<byte> datagram, in NetEndpoint remote)
    {
        if (batch.Count == 0) _loop.SendAtEndOfTurn(this);
        if (batch.TryAdd(datagram, remote)) return true;
        SendBatch();
        return batch.TryAdd(datagram, remote) || Failed();
    }

    private bool Failed()
    {
        _loop.SendFailures++;
        return false;
    }

    private bool ReceiveOne()
    {
        var address = stackalloc byte[RawAddress.MaxLength];
        var length = (uint)RawAddress.MaxLength;
        var received = LibC.ReceiveFrom(_fd, _loop.ReceiveBuffer, EpollLoop.DatagramBytes, LibC.DontWait, address, &length);
        if (received < 0) return OnReceiveError(Marshal.GetLastSystemError());
        Hand(_loop.ReceiveBuffer, (int)received, address);
        return true;
    }

    private void Hand(byte* datagram, int length, byte* address)
    {
        _errors = 0;
        _loop.DatagramsIn++;
        _receiver.OnDatagram(this, new Span<byte>(datagram, length), RawAddress.Read(address));
    }

    private void ReceiveBatches()
    {
        var batch = _loop.Batch;
        for (var round = 0; round < MaxBatches && _open; round++)
        {
            var count = batch.Receive(_fd);
            if (count < 0 && !OnReceiveError(Marshal.GetLastSystemError())) return;
            if (count > 0) _errors = 0;
            _loop.DatagramsIn += Math.Max(0, count);
            if (count > 0) _loop.NoteDatagramWait(batch.OldestWait(_loop.Clock));
            for (var i = 0; i < count && _open; i++) Hand(batch, i);
            if (count < Linux.ReceiveBatch.Capacity) return;
        }
    }

    private void Hand(ReceiveBatch batch, int index)
    {
        try
        {
            _receiver.OnDatagram(this, batch.Datagram(index), batch.Remote(index));
            if (_open && _batch!.Count >= MostHeldBack) SendBatch();
        }
        catch (Exception failure)
        {
            // The rest of the batch is read already: it must not be lost with this one.
            _loop.Fail(failure);
        }
    }

    /// <summary>True to try again. An ICMP error is counted, and gone once read; a socket with nothing but errors is given up, not spun on.</summary>
    private bool OnReceiveError(int errno)
    {
        if (errno == LibC.Eagain) return false;
        if (errno == LibC.Eintr) return true;
        _loop.ReceiveErrors++;
        if (++_errors < ErrorLimit) return true;
        _loop.Log.SocketBroken(_loop.Name, Local.ToString(), errno);
        _loop.Remove(_place, _fd);
        _place = 0;
        return false;
    }
}
