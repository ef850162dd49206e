using Microsoft.Extensions.Logging;
using Telephony.Net.Addresses;

namespace Telephony.Sip.Transports;

internal static partial class TransportLog
{
    [LoggerMessage(1051, LogLevel.Information, "SIP listens on {Kind} {Local}, advertised as {Host}:{Port}")]
    public static partial void Listening(this ILogger logger, SipTransportKind kind, NetEndpoint local, string host, int port);

    [LoggerMessage(1052, LogLevel.Debug, "Closing {Kind} connection with {Remote}: {Fault}")]
    public static partial void StreamFault(this ILogger logger, SipTransportKind kind, NetEndpoint remote, FramingFault fault);
}
