using System.Net;
using Telephony.Domain.Addresses;

namespace Telephony.Domain.Trunks;

/// <summary>What an inbound request shows of its sender, as it lies in the message: nothing is copied.</summary>
/// <param name="address">Source address as in <see cref="IpBits"/>.</param>
/// <param name="port">Source port.</param>
/// <param name="transport">How it came.</param>
public readonly ref struct InboundSource(UInt128 address, int port, SignallingTransport transport)
{
    public InboundSource(IPAddress address, int port, SignallingTransport transport)
        : this(IpBits.From(address), port, transport)
    {
    }

    public UInt128 Address { get; } = address;

    public int Port { get; } = port;

    public SignallingTransport Transport { get; } = transport;

    /// <summary>User named in the Authorization header; empty when there is none.</summary>
    public ReadOnlySpan<byte> DigestUser { get; init; }

    /// <summary>The caller has checked the credentials of <see cref="DigestUser"/> against its trunk's password.</summary>
    public bool DigestProven { get; init; }

    /// <summary>User part of From.</summary>
    public ReadOnlySpan<byte> FromUser { get; init; }

    /// <summary>Host part of From.</summary>
    public ReadOnlySpan<byte> FromHost { get; init; }

    /// <summary>User part of the Request-URI.</summary>
    public ReadOnlySpan<byte> CalledNumber { get; init; }
}
