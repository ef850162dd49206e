using Telephony.Net.Addresses;

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
/// <param name="CertificateNames">Subject alternative names (DNS) and the common name; empty without a peer certificate.</param>
public sealed record TlsPeer(IReadOnlyList<string> CertificateNames, string Protocol, string CipherSuite);

/// <summary>Takes the events of stream connections, on the loop's thread. For one connection: opened, data…, closed.</summary>
public interface IStreamReceiver
{
    void OnOpened(IStreamConnection connection);

    /// <param name="bytes">Valid only during the call.</param>
    void OnData(IStreamConnection connection, ReadOnlySpan<byte> bytes);

    /// <param name="error">Null for an orderly close; else a short text for the trace. Also called, without OnOpened before it, when connecting failed.</param>
    void OnClosed(IStreamConnection connection, string? error);
}
