using System.Net;
using System.Net.Sockets;
using Telephony.Net.Addresses;
using Telephony.Net.Loops;
using Telephony.Net.Sockets;

namespace Telephony.Net.Portable;

/// <summary>
/// A UDP socket by the framework: one asynchronous receive at a time, handed to the loop in order, with a bound on what waits there
/// (beyond it the kernel's buffer fills and drops, as it would anyway).
/// </summary>
internal sealed class PortableDatagramSocket : IDatagramSocket
{
    private const int Slots = 64;
    private const int DatagramBytes = 65536;

    private ThreadLoop _loop;
    private readonly Socket _socket;
    private readonly IDatagramReceiver _receiver;
    private readonly SemaphoreSlim _free = new(Slots);
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(DatagramBytes);
    private readonly SocketAddress _sendAddress;
    private bool _open = true;

    public PortableDatagramSocket(ThreadLoop loop, Socket socket, IDatagramReceiver receiver)
    {
        (_loop, _socket, _receiver) = (loop, socket, receiver);
        Local = NetEndpoint.From((IPEndPoint)socket.LocalEndPoint!);
        _sendAddress = new SocketAddress(socket.AddressFamily);
    }

    private sealed record Arrival(PortableDatagramSocket Socket, byte[] Bytes, NetEndpoint Remote);

    public NetEndpoint Local { get; }

    /// <summary>The receive loop; ends when the socket closes.</summary>
    public Task Receiving { get; private set; } = Task.CompletedTask;

    public void Attach()
    {
        if (!_open) return;
        _loop.Own(this);
        Receiving = Task.Run(ReceiveAsync);
    }

    /// <summary>What was handed to this loop already follows to the next one.</summary>
    public void Leave() => _loop.Disown(this);

    public void Settle(IEventLoop loop)
    {
        _loop = (ThreadLoop)loop;
        if (_open) _loop.Own(this);
    }

    public bool TrySend(ReadOnlySpan<byte> datagram, in NetEndpoint remote)
    {
        if (!_open || remote.IsV4 != Local.IsV4) return Failed();
        try
        {
            Portable.PortableAddress.Write(_sendAddress, remote);
            _socket.SendTo(datagram, SocketFlags.None, _sendAddress);
            _loop.DatagramsOut++;
            return true;
        }
        catch (SocketException)
        {
            return Failed();
        }
    }

    public void Dispose()
    {
        if (!_open) return;
        _open = false;
        _loop.Disown(this);
        _socket.Dispose();
    }

    private bool Failed()
    {
        _loop.SendFailures++;
        return false;
    }

    private async Task ReceiveAsync()
    {
        var from = new SocketAddress(_socket.AddressFamily);
        while (true)
        {
            await _free.WaitAsync().ConfigureAwait(false);
            try
            {
                var length = await _socket.ReceiveFromAsync(_buffer, SocketFlags.None, from).ConfigureAwait(false);
                var arrival = new Arrival(this, _buffer.AsSpan(0, length).ToArray(), PortableAddress.Read(from));
                if (!_loop.Post(static state => ((Arrival)state!).Socket.Hand((Arrival)state), arrival)) return;
            }
            catch (SocketException) when (Volatile.Read(ref _open))
            {
                // An ICMP error for something sent before (Windows reports it here): it says nothing about the next datagram.
                Interlocked.Increment(ref _loop.ReceiveErrors);
                _free.Release();
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Hand(Arrival arrival)
    {
        if (!_loop.IsCurrent && _loop.Post(static state => ((Arrival)state!).Socket.Hand((Arrival)state), arrival)) return;
        _free.Release();
        if (!_open) return;
        _loop.DatagramsIn++;
        _receiver.OnDatagram(this, arrival.Bytes, arrival.Remote);
    }
}
