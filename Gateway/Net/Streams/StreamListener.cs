using System.Net;
using System.Net.Sockets;
using Telephony.Net.Addresses;
using Telephony.Net.Loops;
using Telephony.Net.Sockets;
using Telephony.Net.Tls;

namespace Telephony.Net.Streams;

/// <summary>Accepts connections for one loop. Nothing a peer does ends it: a bad handshake costs itself, no file descriptors left means waiting a little.</summary>
internal sealed class StreamListener(
    SystemNetwork network, ThreadLoop loop, Socket socket, TlsAnswer? tls, IStreamReceiver receiver, StreamOptions options)
    : IStreamListener
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _closing = new();
    private readonly HandshakeGate _handshakes = new(options.MaxHandshakes, options.MaxHandshakesPerSource);
    private int _connections;
    private bool _refusing;

    public NetEndpoint Local { get; } = NetEndpoint.From((IPEndPoint)socket.LocalEndPoint!);

    /// <summary>Ends when the listener is closed.</summary>
    public Task Accepting { get; private set; } = Task.CompletedTask;

    public void Start()
    {
        loop.Own(this);
        Accepting = Task.Run(AcceptAsync);
    }

    public void Dispose()
    {
        loop.Disown(this);
        _closing.Cancel();
        socket.Dispose();
    }

    private async Task AcceptAsync()
    {
        var wait = FirstWait;
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                var accepted = await socket.AcceptAsync(_closing.Token).ConfigureAwait(false);
                wait = FirstWait;
                Admit(accepted);
            }
            catch (Exception end) when (end is ObjectDisposedException or OperationCanceledException || _closing.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException failure) when (failure.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
            {
                // The peer left between its handshake and our accept.
            }
            catch (Exception failure)
            {
                network.Log.AcceptFailed(Local.ToString(), failure.Message, (long)wait.TotalMilliseconds);
                await Task.Delay(wait, network.Clock).ConfigureAwait(false);
                wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
            }
        }
    }

    private void Admit(Socket accepted)
    {
        if (Interlocked.Increment(ref _connections) > options.MaxConnections)
        {
            Interlocked.Decrement(ref _connections);
            if (!_refusing) network.Log.TooManyConnections(Local.ToString(), options.MaxConnections);
            _refusing = true;
            accepted.Dispose();
            return;
        }
        _refusing = false;
        _ = ServeAsync(accepted);
    }

    private async Task ServeAsync(Socket accepted)
    {
        try
        {
            SocketFactory.Prepare(accepted, options.Dscp);
            var remote = NetEndpoint.From((IPEndPoint)accepted.RemoteEndPoint!);
            if (tls is not null && !_handshakes.TryEnter(remote))
            {
                network.CountHandshakeFailure();
                network.Log.HandshakeFailed(remote.ToString(), Local.ToString(), "too many handshakes are under way");
                accepted.Dispose();
                return;
            }
            var connection = new StreamConnection(network, loop, receiver, options, Local, remote);
            connection.Start(new IncomingHandshake(accepted, remote, tls, _handshakes));
            await connection.Running.ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            network.Log.HandshakeFailed("a peer that left", Local.ToString(), failure.Message);
            accepted.Dispose();
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }
}
