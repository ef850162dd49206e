namespace Telephony.Sip.Messages;

/// <summary>Bounds on what is accepted from the wire, checked before anything else looks at it. All offsets fit 16 bits because of them.</summary>
public static class SipLimits
{
    /// <summary>Start line, headers and body together, in bytes.</summary>
    public const int MessageBytes = 65535;

    /// <summary>Header lines of a message.</summary>
    public const int Headers = 255;

    /// <summary>Via values of a message: as many hops as Max-Forwards may start with (RFC 3261 8.1.1.6).</summary>
    public const int Vias = 70;

    /// <summary>Parameters of one header value or URI.</summary>
    public const int Params = 64;

    /// <summary>Bytes of a method, Call-ID, tag or branch: what is kept as a key must not be a message of its own.</summary>
    public const int TokenBytes = 512;
}
