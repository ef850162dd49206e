using Telephony.Net.Addresses;
using Telephony.Net.Tls;

namespace Telephony.Net.Sockets;

/// <summary>A TCP or TLS connection pinned to one loop. All members on the loop's thread.</summary>
public interface IStreamConnection
{
    /// <summary>Unique in the process, never reused.</summary>
    long Id { get; }

    NetEndpoint Local { get; }

    NetEndpoint Remote { get; }

    /// <summary>What the TLS handshake proved; null on plain TCP.</summary>
    TlsPeer? Tls { get; }

    bool IsOpen { get; }

    /// <summary>Bytes accepted but not yet handed to the kernel.</summary>
    int QueuedBytes { get; }

    /// <summary>Copies the bytes into the bounded send queue. False: the queue is full or the connection closed, and nothing was taken.</summary>
    bool TrySend(ReadOnlySpan<byte> bytes);

    /// <summary>Closes after what is queued was sent. <see cref="IStreamReceiver.OnClosed"/> follows.</summary>
    void Close();
}

/// <summary>Names proved by the peer's certificate and what was agreed.</summary>
/// <param name="CertificateNames">Canonical (<see cref="CertificateName"/>); empty without a peer certificate.</param>
/// <param name="Protocol">As <see cref="System.Security.Authentication.SslProtocols"/> names it: Tls12, Tls13.</param>
public sealed record TlsPeer(IReadOnlyList<string> CertificateNames, string Protocol, string CipherSuite)
{
    /// <summary>Null: it showed none. That it is here does not say that it is good: see its fault.</summary>
    public PeerCertificate? Certificate { get; init; }

    /// <summary>SHA-1 thumbprint of the certificate that this side showed; empty when it showed none.</summary>
    public string Presented { get; init; } = "";

    /// <summary>The name the client asked for (SNI).</summary>
    public string ServerName { get; init; } = "";
}

/// <summary>Takes the events of stream connections, on the loop's thread. For one connection: opened, data…, closed.</summary>
public interface IStreamReceiver
{
    void OnOpened(IStreamConnection connection);

    /// <param name="bytes">Valid only during the call.</param>
    void OnData(IStreamConnection connection, ReadOnlySpan<byte> bytes);

    /// <param name="error">Null for an orderly close; else a short text for the trace. Also called, without OnOpened before it, when connecting failed.</param>
    void OnClosed(IStreamConnection connection, string? error);
}
