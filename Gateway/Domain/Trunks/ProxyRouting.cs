namespace Telephony.Domain.Trunks;

/// <summary>How an outbound proxy is told where a request goes on to.</summary>
public enum ProxyRouting : byte
{
    /// <summary>A Route header names the proxy (RFC 3261 16.12, <c>lr</c>).</summary>
    Loose,

    /// <summary>The proxy knows RFC 2543 alone: it stands in the Request-URI, and the Request-URI in Route (RFC 3261 12.2.1.1).</summary>
    Strict,

    /// <summary>No Route header: the proxy knows from the Request-URI.</summary>
    None,
}
