using Telephony.Net.Addresses;
using Telephony.Net.Sockets;
using Telephony.Rtp.Packets;

namespace Telephony.Rtp.Media;

/// <summary>
/// The open sockets of one leg: RTP and, unless muxed, RTCP above it. Outlives legs: between two calls it rests, and what still arrives is dropped.
/// Media thread only, except for opening.
/// </summary>
internal sealed class MediaPort(MediaWorker worker, int addressIndex, ushort number, bool muxed) : IDatagramReceiver
{
    private MediaWorker _worker = worker;
    private IDatagramSocket? _rtp;
    private IDatagramSocket? _rtcp;
    private MediaLeg? _leg;
    private MediaLeg? _fax;

    public int AddressIndex => addressIndex;

    public ushort Number => number;

    /// <summary>Of the leg that has the ports.</summary>
    public LegTraffic Traffic { get; } = new();

    public bool Muxed => muxed;

    /// <summary>When it may be used again, in ticks of the plane's clock.</summary>
    public long RestsUntil { get; set; }

    public IDatagramSocket Rtp => _rtp ?? throw new InvalidOperationException($"Media port {number} is not open.");

    public IDatagramSocket Rtcp => _rtcp ?? Rtp;

    /// <exception cref="System.Net.Sockets.SocketException">A port is taken, or the system has no sockets left; nothing stays open.</exception>
    public void Open(INetwork network, in NetEndpoint address, DatagramOptions options)
    {
        _rtp = network.OpenDatagram(_worker.Loop, address.WithPort(number), this, options);
        if (muxed) return;
        try
        {
            _rtcp = network.OpenDatagram(_worker.Loop, address.WithPort(number + 1), this, options);
        }
        catch
        {
            _worker.Run(static socket => ((IDatagramSocket)socket!).Dispose(), _rtp);
            throw;
        }
    }

    public void Attach(MediaLeg leg) => (_leg, _fax) = (leg, null);

    /// <summary>RTP is over for now: what comes is UDPTL.</summary>
    public void AttachFax(MediaLeg leg) => (_leg, _fax) = (null, leg);

    public void Detach() => _leg = _fax = null;

    /// <summary>On the thread of the worker that has it.</summary>
    public void Leave()
    {
        Rtp.Leave();
        _rtcp?.Leave();
    }

    /// <summary>On the thread of the worker that gets it.</summary>
    public void Settle(MediaWorker next)
    {
        _worker = next;
        Rtp.Settle(next.Loop);
        _rtcp?.Settle(next.Loop);
    }

    public void Close()
    {
        Detach();
        _rtp?.Dispose();
        _rtcp?.Dispose();
    }

    public void OnDatagram(IDatagramSocket socket, Span<byte> datagram, in NetEndpoint remote)
    {
        var leg = _leg;
        if (leg is null) { OnOther(socket, datagram, remote); return; }
        switch (DatagramDemux.KindOf(datagram))
        {
            case DatagramKind.Rtp: leg.OnRtp(datagram, remote); break;
            case DatagramKind.Rtcp: leg.OnRtcp(datagram, remote); break;
            case DatagramKind.Stun: leg.Refuse(RefusalCause.Stun); break;
            case DatagramKind.Dtls: leg.Refuse(RefusalCause.Dtls); break;
            default: leg.Refuse(RefusalCause.UnknownProtocol); break;
        }
    }

    private void OnOther(IDatagramSocket socket, ReadOnlySpan<byte> datagram, in NetEndpoint remote)
    {
        if (_fax is { } fax && ReferenceEquals(socket, _rtp)) fax.OnUdptl(datagram, remote);
        else _worker.Counters.Refuse(RefusalCause.IdlePort);
    }
}
