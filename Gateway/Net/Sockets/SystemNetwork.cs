using System.Net.Security;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Telephony.Net.Addresses;
using Telephony.Net.Linux;
using Telephony.Net.Loops;
using Telephony.Net.Portable;
using Telephony.Net.Streams;
using Telephony.Net.Tls;

namespace Telephony.Net.Sockets;

/// <summary>
/// The operating system's network, and the loops its sockets live on: epoll on 64-bit Linux, else the framework's sockets.
/// Sockets may be opened from any thread; everything after that happens on their loop.
/// </summary>
/// <param name="options">Null: the defaults.</param>
public sealed class SystemNetwork(TimeProvider clock, ILogger<SystemNetwork> log, LoopOptions? options = null) : INetwork
{
    private readonly LoopOptions _options = options ?? new LoopOptions();
    private long _lastConnection;
    private long _handshakeFailures;

    /// <summary>Starts a loop with its own thread of that name.</summary>
    public IRunningLoop CreateLoop(string name) =>
        OperatingSystem.IsLinux() && !_options.Portable && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64
            ? new EpollLoop(name, clock, log, _options)
            : new PortableLoop(name, clock, log);

    public IDatagramSocket OpenDatagram(IEventLoop loop, NetEndpoint local, IDatagramReceiver receiver, DatagramOptions options)
    {
        var socket = SocketFactory.BindDatagram(local, options);
        if (loop is EpollLoop epoll)
        {
            var opened = new EpollDatagramSocket(epoll, socket, receiver, options.Batched);
            RunOn(loop, static state => ((EpollDatagramSocket)state!).Attach(), opened);
            return opened;
        }
        var other = new PortableDatagramSocket((ThreadLoop)loop, socket, receiver);
        RunOn(loop, static state => ((PortableDatagramSocket)state!).Attach(), other);
        return other;
    }

    public IStreamListener Listen(IEventLoop loop, NetEndpoint local, TlsAnswer? tls, IStreamReceiver receiver, StreamOptions options)
    {
        var listener = new StreamListener(this, (ThreadLoop)loop, SocketFactory.Listen(local, options), tls, receiver, options);
        RunOn(loop, static state => ((StreamListener)state!).Start(), listener);
        return listener;
    }

    public IStreamConnection Connect(
        IEventLoop loop, NetEndpoint local, NetEndpoint remote, SslClientAuthenticationOptions? tls, IStreamReceiver receiver, StreamOptions options)
    {
        var connection = new StreamConnection(this, (ThreadLoop)loop, receiver, options, local, remote);
        connection.Start(new OutgoingHandshake(local, remote, tls, options));
        return connection;
    }

    /// <summary>TLS handshakes that failed or were not begun, both directions. Any thread.</summary>
    public long HandshakeFailures => Volatile.Read(ref _handshakeFailures);

    internal void CountHandshakeFailure() => Interlocked.Increment(ref _handshakeFailures);

    internal TimeProvider Clock => clock;

    internal ILogger Log => log;

    internal long NextConnectionId() => Interlocked.Increment(ref _lastConnection);

    private static void RunOn(IEventLoop loop, Action<object?> work, object state)
    {
        if (loop.IsCurrent) work(state);
        else loop.Post(work, state);
    }
}
