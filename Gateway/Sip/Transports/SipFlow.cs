using Telephony.Net.Addresses;
using Telephony.Net.Sockets;

namespace Telephony.Sip.Transports;

/// <summary>Where a message came from.</summary>
/// <param name="Remote">The address and port the bytes came from, for <c>received</c> and <c>rport</c>.</param>
/// <param name="Local">The listen point it reached; for a connection this side opened, the one that stands in its Via.</param>
/// <param name="ConnectionId">0 for UDP.</param>
/// <param name="Tls">What the peer's certificate proved; null without TLS.</param>
public readonly record struct SipSource(SipTransportKind Kind, NetEndpoint Remote, ListenPoint Local, long ConnectionId = 0, TlsPeer? Tls = null)
{
    /// <summary>Back the way it came: the same socket, the same connection while it is open (RFC 3261 18.2.2).</summary>
    public SipTarget Back() => new(Kind, Remote, Local, ConnectionId: ConnectionId);
}

/// <summary>Where a message goes.</summary>
/// <param name="Local">The listen point to send from; null to let the layer choose by kind and family.</param>
/// <param name="TlsServerName">The name the peer's certificate must prove; part of what makes two connections to one address different.</param>
/// <param name="ConnectionId">Use this connection while it is open, else one to <paramref name="Remote"/>; 0 for no preference.</param>
/// <param name="Profile">What is shown to the peer and what it must prove; null: our usual certificate, and a good one for <paramref name="TlsServerName"/>.</param>
public readonly record struct SipTarget(
    SipTransportKind Kind, NetEndpoint Remote, ListenPoint? Local = null, string? TlsServerName = null, long ConnectionId = 0, TlsProfile? Profile = null);

/// <summary>What became of a message that was to be sent.</summary>
public enum SendResult : byte
{
    /// <summary>Given to the kernel, or to an open connection's queue.</summary>
    Sent,

    /// <summary>Waits for its connection to open; a failure is reported to <see cref="ITransportObserver"/>.</summary>
    Queued,

    /// <summary>The peer does not read: nothing was taken.</summary>
    QueueFull,

    /// <summary>No way there: no listen point of the kind and family, too many connections, or the system refused.</summary>
    Failed,
}
