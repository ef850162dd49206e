using Microsoft.Extensions.Logging;
using Telephony.Net.Addresses;
using Telephony.Sip.Parsing;

namespace Telephony.Sip.UserAgents;

internal static partial class UserAgentLog
{
    [LoggerMessage(1201, LogLevel.Debug, "Malformed message from {Remote}: {Fault} at byte {Offset}")]
    public static partial void Malformed(this ILogger logger, NetEndpoint remote, SipFault fault, int offset);
}
