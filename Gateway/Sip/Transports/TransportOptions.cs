using System.Net.Security;
using Telephony.Net.Addresses;
using Telephony.Net.Tls;

namespace Telephony.Sip.Transports;

/// <summary>Limits and manners of one <see cref="TransportLayer"/>.</summary>
public sealed record TransportOptions
{
    /// <summary>Headers and body of one message on a stream; a datagram cannot be longer anyway.</summary>
    public int MaxMessageBytes { get; init; } = 64 * 1024;

    /// <summary>Start line and headers of one message on a stream.</summary>
    public int MaxHeaderBytes { get; init; } = 32 * 1024;

    /// <summary>A connection without a message or keep-alive for so long is closed.</summary>
    public TimeSpan IdleClose { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>All connections of this layer, both directions.</summary>
    public int MaxConnections { get; init; } = 4096;

    /// <summary>Including the TLS handshake. Well below timer B (32 s), so that the next address still gets its turn.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bound of one connection's send queue.</summary>
    public int SendQueueBytes { get; init; } = 512 * 1024;

    /// <summary>CS3, signalling (RFC 4594 4.1 by its common mapping).</summary>
    public int Dscp { get; init; } = 24;

    /// <summary>Kernel buffer of a UDP socket: room for a burst while the loop is busy.</summary>
    public int ReceiveBufferBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Several loops listen on the same ports.</summary>
    public bool SharedPorts { get; init; }

    /// <summary>Who is not listened to; null: nobody.</summary>
    public ISourceGate? Gate { get; init; }

    /// <summary>Makes the TLS options of an outgoing connection; null, or null from it, when there is no such certificate of ours: then such targets fail.</summary>
    public Func<SipTarget, SslClientAuthenticationOptions?>? ClientTls { get; init; }

    /// <summary>
    /// Whether this certificate of ours, by thumbprint, is what <see cref="TlsProfile.Identity"/> stands for now; null: a connection made by the peer is never
    /// used for requests to it.
    /// </summary>
    public Func<string, string, bool>? IsIdentity { get; init; }

    /// <summary>A connection that was taken out of use closes after so long without a message: no transaction waits longer (64*T1).</summary>
    public TimeSpan DrainQuiet { get; init; } = TimeSpan.FromSeconds(32);

    /// <summary>And after so long in any case.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>One address to listen on.</summary>
/// <param name="AdvertisedHost">For Via and Contact; null for the bound address.</param>
/// <param name="AdvertisedPort">0 for the bound port.</param>
/// <param name="Tls">Needed for <see cref="SipTransportKind.Tls"/>.</param>
public sealed record ListenOptions(
    SipTransportKind Kind, NetEndpoint Local, string? AdvertisedHost = null, int AdvertisedPort = 0, TlsAnswer? Tls = null);
