using Telephony.Net.Loops;
using Telephony.Net.Sockets;

namespace Telephony.Sip.Transports;

/// <summary>What makes two outgoing connections different: never the address alone (RFC 5923 8.1).</summary>
internal readonly record struct ConnectionKey(ListenPoint Local, Telephony.Net.Addresses.NetEndpoint Remote, string? TlsServerName, TlsProfile? Profile);

/// <summary>One TCP or TLS connection: framing of what comes, time of the last use.</summary>
internal sealed class SipConnection
{
    private readonly ConnectionTable _table;
    private readonly IStreamConnection _stream;
    private readonly StreamFramer _framer;
    private readonly LoopTimer _idle;
    private long _lastUse;
    private long _keepUntil;
    private long _drainUntil = long.MaxValue;
    private bool _framing;

    public SipConnection(ConnectionTable table, IStreamConnection stream, ListenPoint local, ConnectionKey? key)
    {
        (_table, _stream, Key) = (table, stream, key);
        Source = new SipSource(local.Kind, stream.Remote, local, stream.Id, stream.Tls);
        _framer = new StreamFramer(table.Options.MaxHeaderBytes, table.Options.MaxMessageBytes);
        _idle = new LoopTimer(static state => ((SipConnection)state!).OnIdle(), this);
        Use();
        table.Loop.Timers.Arm(_idle, table.Options.IdleClose);
    }

    public SipSource Source { get; private set; }

    /// <summary>Null for a connection the peer made.</summary>
    public ConnectionKey? Key { get; }

    /// <summary>Where its peer listens, if it may carry requests there; else 0.</summary>
    public int AliasPort { get; set; }

    /// <summary>Closed from this side: nothing more is taken from it or given to it.</summary>
    public bool IsClosing { get; private set; }

    /// <summary>It is used up: for nothing new, and closed once it has been quiet for a while.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>Nobody waits for anything on it: its end is no failure.</summary>
    public bool IsRetired { get; private set; }

    /// <summary>When anything came last, keep-alives included.</summary>
    public long LastHeard { get; private set; }

    public bool SendLineEnds() => _stream.TrySend("\r\n\r\n"u8);

    public void KeepOpen(TimeSpan atLeast) => _keepUntil = Math.Max(_keepUntil, _table.Loop.NowMilliseconds + (long)atLeast.TotalMilliseconds);

    /// <summary>Connected, and the handshake of TLS is over: before that nothing that was sent on it has left.</summary>
    public bool WasOpened { get; private set; }

    public void OnOpened() => (Source, WasOpened) = (Source with { Tls = _stream.Tls }, true);

    public SendResult Send(ReadOnlySpan<byte> message)
    {
        if (!_stream.TrySend(message)) return SendResult.QueueFull;
        Use();
        return _stream.IsOpen ? SendResult.Sent : SendResult.Queued;
    }

    public void OnData(ReadOnlySpan<byte> segment)
    {
        if (IsClosing) return;
        Use();
        LastHeard = _lastUse;
        _framing = true;
        var rest = _framer.Begin(segment);
        while (!IsClosing)
        {
            var kind = _framer.Read(ref rest, out var frame, out var fault);
            if (kind == FrameKind.Incomplete) break;
            Handle(kind, frame, fault);
        }
        _framing = false;
        if (IsClosing) _framer.Release();
        else _framer.Keep(rest);
    }

    public void Close(bool retire)
    {
        if (IsClosing) return;
        IsClosing = true;
        IsRetired = retire;
        _table.Forget(this);
        _stream.Close();
    }

    /// <summary>Takes it out of use: closed after <see cref="TransportOptions.DrainQuiet"/> without a message, and after <see cref="TransportOptions.DrainLimit"/> in any case.</summary>
    public void Drain()
    {
        if (IsClosing || IsDraining) return;
        IsDraining = true;
        _drainUntil = _table.Loop.NowMilliseconds + (long)_table.Options.DrainLimit.TotalMilliseconds;
        _table.Forget(this);
        _table.Loop.Timers.Arm(_idle, (long)_table.Options.DrainQuiet.TotalMilliseconds);
    }

    public void OnClosed()
    {
        IsClosing = true;
        _table.Loop.Timers.Cancel(_idle);
        if (!_framing) _framer.Release();
    }

    private void Handle(FrameKind kind, ReadOnlySpan<byte> frame, FramingFault fault)
    {
        switch (kind)
        {
            case FrameKind.Message:
                _table.Counters.CountReceived(Source.Kind);
                _table.Sink.OnMessage(frame, Source);
                break;
            case FrameKind.KeepAlive:
                _table.Counters.KeepAlives++;
                _stream.TrySend("\r\n"u8);
                break;
            default:
                _table.Counters.Count(fault);
                _table.Sink.OnFramingFault(frame, Source, fault);
                _table.Log.StreamFault(Source.Kind, Source.Remote, fault);
                Close(retire: false);
                break;
        }
    }

    private void Use() => _lastUse = _table.Loop.NowMilliseconds;

    private void OnIdle()
    {
        var now = _table.Loop.NowMilliseconds;
        var (patience, latest) = IsDraining ? (_table.Options.DrainQuiet, _drainUntil) : (_table.Options.IdleClose, long.MaxValue);
        var wanted = IsDraining ? 0 : _keepUntil;
        var left = Math.Min(Math.Max(_lastUse + (long)patience.TotalMilliseconds, wanted), latest) - now;
        if (left > 0)
        {
            _table.Loop.Timers.Arm(_idle, left);
            return;
        }
        if (!IsDraining) _table.Counters.ClosedIdle++;
        Close(retire: true);
    }
}
