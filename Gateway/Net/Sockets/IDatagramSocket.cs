using Telephony.Net.Addresses;
using Telephony.Net.Loops;

namespace Telephony.Net.Sockets;

/// <summary>A UDP socket owned by one loop. All members on the loop's thread.</summary>
public interface IDatagramSocket : IDisposable
{
    /// <summary>The bound address with the real port, also when 0 was asked for.</summary>
    NetEndpoint Local { get; }

    /// <summary>Sends at once. False: the kernel would not take it (buffer full, unreachable); the caller counts it and treats it as lost.</summary>
    bool TrySend(ReadOnlySpan<byte> datagram, in NetEndpoint remote);

    /// <summary>Leaves its loop and keeps its port: what arrives waits in the kernel until <see cref="Settle"/>.</summary>
    void Leave();

    /// <summary>Goes on at another loop of the same network, on whose thread this is called; everything else is done there from now on.</summary>
    void Settle(IEventLoop loop);
}

/// <summary>Takes what a datagram socket receives, on the loop's thread.</summary>
public interface IDatagramReceiver
{
    /// <param name="datagram">Valid only during the call; may be rewritten in place.</param>
    void OnDatagram(IDatagramSocket socket, Span<byte> datagram, in NetEndpoint remote);

    /// <summary>A batched socket took a datagram and the kernel refused it at the end of the turn.</summary>
    void OnSendFailed(IDatagramSocket socket, in NetEndpoint remote, string error)
    {
    }
}

/// <summary>Options of one datagram socket.</summary>
/// <param name="Dscp">Differentiated services code point, 0 to 63 (RFC 2474): 24 (CS3) for signalling, 46 (EF) for audio.</param>
/// <param name="Batched">Receive many datagrams a system call and send in batches at the end of a turn; for sockets shared by many peers.</param>
/// <param name="SharedPort">Several loops bind the same port (SO_REUSEPORT).</param>
/// <param name="ReceiveBufferBytes">Kernel buffer asked for, 0 for the system's default.</param>
/// <param name="Whole">What does not fit the path is refused, not fragmented: then no IPv4 packet needs an identification, which the kernel draws from a table that all cores share (RFC 6864 4.1).</param>
public sealed record DatagramOptions(int Dscp = 0, bool Batched = false, bool SharedPort = false, int ReceiveBufferBytes = 0, bool Whole = false);
