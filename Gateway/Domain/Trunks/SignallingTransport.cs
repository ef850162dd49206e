namespace Telephony.Domain.Trunks;

/// <summary>How SIP travels to and from a trunk. The order is the order of trust.</summary>
public enum SignallingTransport : byte
{
    Udp,
    Tcp,
    Tls,
}

public static class SignallingTransports
{
    /// <summary>
    /// Whether a message that came by <paramref name="used"/> may belong to a trunk that is set to <paramref name="wanted"/>: at least as hard to forge.
    /// A UDP trunk may switch to TCP for a large request (RFC 3261 18.1.1); a TLS trunk's address in a UDP datagram proves nothing.
    /// </summary>
    public static bool Satisfies(this SignallingTransport used, SignallingTransport wanted) => used >= wanted;

    public static string ToWord(this SignallingTransport transport) => transport switch
    {
        SignallingTransport.Udp => "udp",
        SignallingTransport.Tcp => "tcp",
        _ => "tls",
    };
}
