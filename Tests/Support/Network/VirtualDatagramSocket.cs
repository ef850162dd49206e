using Telephony.Net.Addresses;
using Telephony.Net.Loops;
using Telephony.Net.Sockets;

namespace Telephony.Support.Network;

/// <summary>A UDP socket of the <see cref="VirtualNetwork"/>.</summary>
public sealed class VirtualDatagramSocket : IDatagramSocket
{
    private readonly VirtualNetwork _network;
    private readonly IDatagramReceiver _receiver;

    internal VirtualDatagramSocket(VirtualNetwork network, VirtualLoop loop, NetEndpoint local, IDatagramReceiver receiver, DatagramOptions options)
    {
        (_network, Loop, Local, _receiver, Options) = (network, loop, local, receiver, options);
    }

    public NetEndpoint Local { get; }

    public DatagramOptions Options { get; }

    public bool IsOpen { get; private set; } = true;

    /// <summary>While set, sending fails as with a full kernel buffer.</summary>
    public bool SendBufferFull { get; set; }

    internal VirtualLoop Loop { get; private set; }

    public void Leave()
    {
    }

    public void Settle(IEventLoop loop) => Loop = (VirtualLoop)loop;

    public bool TrySend(ReadOnlySpan<byte> datagram, in NetEndpoint remote)
    {
        if (!IsOpen || SendBufferFull || datagram.Length > 65507) return false;
        return _network.SendDatagram(this, datagram, remote);
    }

    public void Dispose()
    {
        if (!IsOpen) return;
        IsOpen = false;
        _network.Unbind(this);
    }

    internal void Refuse(NetEndpoint remote) => _receiver.OnSendFailed(this, remote, "No route to host");

    internal void Deliver(byte[] datagram, NetEndpoint remote)
    {
        if (IsOpen) _receiver.OnDatagram(this, datagram, remote);
    }
}
