namespace Telephony.Sip.Transports;

/// <summary>What passed through a layer. Written on its loop, read from any thread; a value read may be a moment old.</summary>
public sealed class TransportCounters
{
    private readonly long[] _received = new long[5];
    private readonly long[] _sent = new long[5];
    private readonly long[] _framingFaults = new long[5];

    /// <summary>Keep-alives of any kind: double CRLF on streams, CRLF, empty and STUN datagrams.</summary>
    public long KeepAlives { get; internal set; }

    /// <summary>Datagrams that cannot be SIP by their first byte.</summary>
    public long NotSip { get; internal set; }

    /// <summary>Datagrams and connections of sources that are not listened to (<see cref="ISourceGate"/>).</summary>
    public long Gated { get; internal set; }

    /// <summary>Messages the kernel refused or that had no way.</summary>
    public long SendFailures { get; internal set; }

    /// <summary>Messages a full connection queue refused.</summary>
    public long QueueFull { get; internal set; }

    /// <summary>Connections open or opening.</summary>
    public long Connections { get; internal set; }

    public long ConnectionsOpened { get; internal set; }

    /// <summary>Lost or never made.</summary>
    public long ConnectionsFailed { get; internal set; }

    /// <summary>Beyond <see cref="TransportOptions.MaxConnections"/>.</summary>
    public long ConnectionsRefused { get; internal set; }

    public long ClosedIdle { get; internal set; }

    public long Received(SipTransportKind kind) => Volatile.Read(ref _received[(int)kind]);

    public long Sent(SipTransportKind kind) => Volatile.Read(ref _sent[(int)kind]);

    public long FramingFaults(FramingFault fault) => Volatile.Read(ref _framingFaults[(int)fault]);

    internal void CountReceived(SipTransportKind kind) => _received[(int)kind]++;

    internal void CountSent(SipTransportKind kind) => _sent[(int)kind]++;

    internal void Count(FramingFault fault) => _framingFaults[(int)fault]++;
}
