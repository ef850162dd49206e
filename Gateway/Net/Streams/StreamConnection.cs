using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Telephony.Net.Addresses;
using Telephony.Net.Loops;
using Telephony.Net.Sockets;

namespace Telephony.Net.Streams;

/// <summary>
/// A TCP or TLS connection of the framework, pinned to a loop. Its own task connects, shakes hands and reads, and posts each step;
/// the send pump starts on the loop and mostly ends there, because the kernel takes the bytes at once.
/// <code>
/// Connecting ─ Opened ─► Open ─ Close() ─► Closing (queue drains, then FIN; the peer's FIN or the linger ends it) ─► Closed
/// </code>
/// </summary>
internal sealed class StreamConnection : IStreamConnection, IDisposable
{
    private enum State { Connecting, Open, Closing, Closed }

    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(3);

    private readonly SystemNetwork _network;
    private readonly ThreadLoop _loop;
    private readonly IStreamReceiver _receiver;
    private readonly StreamOptions _options;
    private readonly SendQueue _queue;
    private readonly ReceivedSegments _segments;
    private readonly LoopTimer _linger;
    private readonly CancellationTokenSource _cancellation;
    private State _state = State.Connecting;
    private Handshake? _handshake;
    private Stream? _stream;
    private string? _sendError;
    private bool _opened;

    public StreamConnection(SystemNetwork network, ThreadLoop loop, IStreamReceiver receiver, StreamOptions options, NetEndpoint local, NetEndpoint remote)
    {
        (_network, _loop, _receiver, _options, Local, Remote) = (network, loop, receiver, options, local, remote);
        Id = network.NextConnectionId();
        _queue = new SendQueue(options.SendQueueBytes);
        _segments = new ReceivedSegments(this);
        _linger = new LoopTimer(static state => ((StreamConnection)state!).Dispose(), this);
        _cancellation = new CancellationTokenSource(options.ConnectLimit, network.Clock);
    }

    public long Id { get; }

    public NetEndpoint Local { get; private set; }

    public NetEndpoint Remote { get; }

    public TlsPeer? Tls { get; private set; }

    public bool IsOpen => _state == State.Open;

    public int QueuedBytes => _queue.QueuedBytes;

    /// <summary>Ends when the connection has.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    public void Start(Handshake handshake)
    {
        _handshake = handshake;
        Running = RunAsync(handshake);
    }

    public bool TrySend(ReadOnlySpan<byte> bytes)
    {
        if (_state is State.Closing or State.Closed || !_queue.TryAdd(bytes, out var startPump)) return false;
        if (startPump) _ = PumpAsync();
        return true;
    }

    public void Close()
    {
        if (_state is State.Closing or State.Closed) return;
        var wasOpen = _state == State.Open;
        _state = State.Closing;
        _loop.Timers.Arm(_linger, Linger);
        if (!wasOpen) _cancellation.Cancel();
        else if (_queue.Close()) _ = PumpAsync();
    }

    /// <summary>Breaks it at once; the end is reported as usual.</summary>
    public void Dispose()
    {
        _handshake?.Socket?.Dispose();
        _stream?.Dispose();
    }

    private async Task RunAsync(Handshake handshake)
    {
        string? error = null;
        try
        {
            _stream = await handshake.OpenAsync(_cancellation.Token).ConfigureAwait(false);
            _cancellation.CancelAfter(Timeout.InfiniteTimeSpan);
            var goesOn = _loop.Post(static state => ((StreamConnection)state!).OnOpened(), this);
            while (goesOn && await _segments.ReadAsync(_stream).ConfigureAwait(false) is { } segment)
                goesOn = _loop.Post(static state => OnData((ReceivedSegments.Segment)state!), segment);
        }
        catch (Exception failure)
        {
            error = Describe(failure);
        }
        var ending = new Ending(this, error);
        if (!_loop.Post(static state => ((Ending)state!).Connection.OnEnded(((Ending)state).Error), ending)) Dispose();
    }

    private sealed record Ending(StreamConnection Connection, string? Error);

    private string Describe(Exception failure) => failure switch
    {
        OperationCanceledException => $"Not open after {_options.ConnectLimit.TotalSeconds} s",
        System.Security.Authentication.AuthenticationException when _handshake?.Stream?.Verdict?.Refusal is { } refusal => $"The TLS handshake failed: {refusal}",
        System.Security.Authentication.AuthenticationException => $"The TLS handshake failed: {failure.InnerException?.Message ?? failure.Message}",
        // With TLS 1.3 a server looks at our certificate when the handshake is over here: its alert comes with the first read (RFC 8446 4.4.2.4).
        IOException { InnerException: { } inner } when _stream is SslStream && inner is not SocketException => $"The peer has ended TLS, perhaps over our certificate: {inner.Message}",
        IOException { InnerException: SocketException inner } => inner.Message,
        _ => failure.Message,
    };

    private void OnOpened()
    {
        _loop.Own(this);
        if (_state != State.Connecting)
        {
            Dispose();
            return;
        }
        if (_handshake!.Socket?.LocalEndPoint is IPEndPoint bound) Local = NetEndpoint.From(bound);
        if (_stream is SecuredStream secured) Tls = secured.Peer();
        _state = State.Open;
        _opened = true;
        _receiver.OnOpened(this);
        _ = PumpAsync();
    }

    private static void OnData(ReceivedSegments.Segment segment)
    {
        var connection = segment.Connection;
        try
        {
            if (connection._state == State.Open) connection._receiver.OnData(connection, segment.Buffer.AsSpan(0, segment.Length));
        }
        finally
        {
            connection._segments.Return(segment);
        }
    }

    private void OnEnded(string? error)
    {
        if (_state == State.Closed) return;
        var (before, known) = (_state, _opened || _handshake is OutgoingHandshake);
        _state = State.Closed;
        if (!_opened && _handshake?.Stream is not null) _network.CountHandshakeFailure();
        _loop.Timers.Cancel(_linger);
        _loop.Disown(this);
        // An open connection's pump owns the queue and drops it when its write fails.
        if (_opened) _queue.Close();
        else _queue.Drop();
        Dispose();
        _segments.Dispose();
        _cancellation.Dispose();
        if (known) _receiver.OnClosed(this, before == State.Closing ? null : Volatile.Read(ref _sendError) ?? error);
        else _network.Log.HandshakeFailed(Remote.ToString(), Local.ToString(), error ?? "closed");
    }

    /// <summary>Writes until the queue is empty. One at a time: the queue says who starts it.</summary>
    private async Task PumpAsync()
    {
        try
        {
            bool finished;
            for (var bytes = _queue.Take(out finished); !bytes.IsEmpty; bytes = _queue.Take(out finished))
                await _stream!.WriteAsync(bytes).ConfigureAwait(false);
            if (finished) await FinishAsync().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Volatile.Write(ref _sendError, Describe(failure));
            _queue.Drop();
            Dispose();
        }
    }

    private async Task FinishAsync()
    {
        if (_stream is SslStream secured) await secured.ShutdownAsync().ConfigureAwait(false);
        _handshake!.Socket!.Shutdown(SocketShutdown.Send);
    }
}
