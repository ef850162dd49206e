using Telephony.Net.Addresses;
using Telephony.Net.Sockets;

namespace Telephony.Support.Network;

/// <summary>One end of a TCP or TLS connection of the <see cref="VirtualNetwork"/>.</summary>
public sealed class VirtualStreamConnection : IStreamConnection
{
    private enum State { Connecting, Open, Closing, Closed }

    private readonly VirtualNetwork _network;
    private readonly IStreamReceiver _receiver;
    private readonly int _sendQueueBytes;
    private readonly Queue<byte[]> _unsent = new();
    private readonly List<byte[]> _unread = [];
    private VirtualStreamConnection? _peer;
    private State _state = State.Connecting;
    private TimeSpan _lastArrival;
    private bool _paused;

    internal VirtualStreamConnection(
        VirtualNetwork network, VirtualLoop loop, long id, NetEndpoint local, NetEndpoint remote, IStreamReceiver receiver, StreamOptions options)
    {
        (_network, Loop, Id, Local, Remote, _receiver, _sendQueueBytes) = (network, loop, id, local, remote, receiver, options.SendQueueBytes);
    }

    public long Id { get; }

    public NetEndpoint Local { get; }

    public NetEndpoint Remote { get; }

    public TlsPeer? Tls { get; private set; }

    public bool IsOpen => _state == State.Open;

    public int QueuedBytes { get; private set; }

    internal VirtualLoop Loop { get; }

    internal VirtualStreamListener? Listener { get; init; }

    internal bool IsClosed => _state == State.Closed;

    /// <summary>While set, this end does not read: what the peer sends stays in the peer's queue.</summary>
    public bool ReadingPaused
    {
        get => _paused;
        set
        {
            _paused = value;
            if (value) return;
            var unread = _unread.ToArray();
            _unread.Clear();
            foreach (var segment in unread) Arrive(segment);
        }
    }

    public bool TrySend(ReadOnlySpan<byte> bytes)
    {
        if (_state is not (State.Connecting or State.Open) || QueuedBytes + bytes.Length > _sendQueueBytes) return false;
        QueuedBytes += bytes.Length;
        if (_state == State.Connecting) _unsent.Enqueue(bytes.ToArray());
        else Transmit(bytes);
        return true;
    }

    public void Close()
    {
        switch (_state)
        {
            case State.Connecting:
                Fail(null);
                break;
            case State.Open:
                _state = State.Closing;
                FinishClosing();
                break;
        }
    }

    /// <summary>Breaks the connection as a reset would: both ends learn it, what is under way is lost.</summary>
    public void Reset(string error = "Connection reset by peer")
    {
        var peer = _peer;
        Fail(error);
        if (peer is not null) _network.Clock.Schedule(peer.Loop, _network.DelayBetween(Local, Remote), () => peer.Fail(error));
    }

    internal void ArrivesNotBefore(TimeSpan delay) => _lastArrival = _network.Clock.Elapsed + delay;

    internal void Open(VirtualStreamConnection peer, TlsPeer? tls)
    {
        if (_state != State.Connecting)
        {
            _network.Clock.Schedule(peer.Loop, TimeSpan.Zero, () => peer.Fail(null));
            return;
        }
        _peer = peer;
        Tls = tls;
        _state = State.Open;
        _receiver.OnOpened(this);
        while (_state != State.Closed && _unsent.TryDequeue(out var bytes)) Transmit(bytes);
    }

    internal void Fail(string? error)
    {
        if (_state == State.Closed) return;
        _state = State.Closed;
        _unsent.Clear();
        QueuedBytes = 0;
        _network.Closed(this);
        _network.Clock.Schedule(Loop, TimeSpan.Zero, () => _receiver.OnClosed(this, error));
    }

    private void Transmit(ReadOnlySpan<byte> bytes)
    {
        _network.Record(this, bytes);
        while (!bytes.IsEmpty)
        {
            var segment = bytes[.._network.SegmentLength(this, bytes.Length)].ToArray();
            bytes = bytes[segment.Length..];
            var peer = _peer!;
            if (_network.IsBlackHole(Local, Remote)) continue;
            _network.Clock.Schedule(peer.Loop, NextArrival(), () => peer.Arrive(segment));
        }
    }

    private TimeSpan NextArrival()
    {
        var now = _network.Clock.Elapsed;
        var arrival = now + _network.DelayBetween(Local, Remote);
        if (arrival < _lastArrival) arrival = _lastArrival;
        _lastArrival = arrival;
        return arrival - now;
    }

    private void Arrive(byte[] segment)
    {
        if (_state is State.Closed or State.Connecting) return;
        if (_paused)
        {
            _unread.Add(segment);
            return;
        }
        _peer?.Taken(segment.Length);
        if (_state == State.Open) _receiver.OnData(this, segment);
    }

    private void Taken(int bytes)
    {
        QueuedBytes -= bytes;
        if (_state == State.Closing) FinishClosing();
    }

    private void FinishClosing()
    {
        if (QueuedBytes > 0 && !_network.IsBlackHole(Local, Remote)) return;
        var peer = _peer;
        if (peer is not null) _network.Clock.Schedule(peer.Loop, NextArrival(), () => peer.Fail(null));
        Fail(null);
    }
}
