using System.Net.Security;
using Telephony.Net.Addresses;
using Telephony.Net.Loops;
using Telephony.Net.Tls;

namespace Telephony.Net.Sockets;

/// <summary>
/// Where sockets come from: the operating system, or a network in memory under a test's clock.
/// Bind and listen throw <see cref="System.Net.Sockets.SocketException"/> with the address in the message when the system refuses.
/// </summary>
public interface INetwork
{
    /// <summary>Any thread: the socket is bound when this returns and registered with the loop at once or by posted work.</summary>
    IDatagramSocket OpenDatagram(IEventLoop loop, NetEndpoint local, IDatagramReceiver receiver, DatagramOptions options);

    /// <param name="tls">Null for plain TCP.</param>
    IStreamListener Listen(IEventLoop loop, NetEndpoint local, TlsAnswer? tls, IStreamReceiver receiver, StreamOptions options);

    /// <summary>Starts connecting and returns at once; bytes sent before the connection is open wait in its queue.</summary>
    /// <param name="local">Address to bind, or none.</param>
    IStreamConnection Connect(IEventLoop loop, NetEndpoint local, NetEndpoint remote, SslClientAuthenticationOptions? tls, IStreamReceiver receiver, StreamOptions options);
}

public interface IStreamListener : IDisposable
{
    NetEndpoint Local { get; }
}

/// <param name="SendQueueBytes">Bound of the send queue of one connection; a peer that does not read is refused more, then closed by its owner.</param>
/// <param name="ConnectTimeout">Of both directions, including the TLS handshake; 10 s when not given.</param>
/// <param name="MaxConnections">Of a listener: what comes beyond is closed at once.</param>
/// <param name="MaxHandshakes">Of a listener, TLS handshakes under way at once; what comes beyond is closed.</param>
/// <param name="MaxHandshakesPerSource">The same from one address, or one IPv6 /64.</param>
/// <param name="SharedPort">Several loops listen on the same port (SO_REUSEPORT).</param>
public sealed record StreamOptions(
    int SendQueueBytes = 512 * 1024, TimeSpan? ConnectTimeout = null, int Dscp = 0, int MaxConnections = 10_000, bool SharedPort = false,
    int MaxHandshakes = 1024, int MaxHandshakesPerSource = 64)
{
    internal TimeSpan ConnectLimit => ConnectTimeout ?? TimeSpan.FromSeconds(10);
}
