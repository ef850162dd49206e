namespace Telephony.Sip.Transports;

/// <summary>How a message travels (RFC 3261 18, RFC 7118). <see cref="Ws"/> and <see cref="Wss"/> are names only: nothing listens on them.</summary>
public enum SipTransportKind : byte { Udp, Tcp, Tls, Ws, Wss }

public static class SipTransportKindExtensions
{
    /// <summary>As written in Via, upper case.</summary>
    public static ReadOnlySpan<byte> ViaToken(this SipTransportKind kind) => kind switch
    {
        SipTransportKind.Udp => "UDP"u8,
        SipTransportKind.Tcp => "TCP"u8,
        SipTransportKind.Tls => "TLS"u8,
        SipTransportKind.Ws => "WS"u8,
        _ => "WSS"u8,
    };

    /// <summary>Keeps what it is given and in order: no retransmission by the transaction.</summary>
    public static bool IsReliable(this SipTransportKind kind) => kind != SipTransportKind.Udp;

    public static bool IsSecure(this SipTransportKind kind) => kind is SipTransportKind.Tls or SipTransportKind.Wss;

    /// <summary>5061 for TLS, else 5060 (RFC 3261 19.1.2).</summary>
    public static int DefaultPort(this SipTransportKind kind) => kind.IsSecure() ? 5061 : 5060;
}
