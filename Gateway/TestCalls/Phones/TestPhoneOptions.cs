using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Net.Addresses;

namespace Telephony.TestCalls.Phones;

/// <summary>Where a test phone is, and whom it calls.</summary>
/// <param name="Gateway">Address of the gateway under test, for SIP over UDP.</param>
public sealed record TestPhoneOptions(NetEndpoint Gateway)
{
    /// <summary>Our own address; the port is the system's choice. It has to be one of a trunk of the gateway under test.</summary>
    public NetEndpoint Local { get; init; } = NetEndpoint.FromV4(0x7F00_0001, 0);

    /// <summary>Offers what is wider than the telephone, too. Else it speaks and hears as telephones do, G.711 alone.</summary>
    public bool IsWide { get; init; }

    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;
}
