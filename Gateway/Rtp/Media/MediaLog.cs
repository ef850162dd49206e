using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Telephony.Net.Addresses;
using Telephony.Rtp.Ports;

namespace Telephony.Rtp.Media;

internal static partial class MediaLog
{
    [LoggerMessage(2001, LogLevel.Error, "No media port is free: {Taken} pairs of {Ports} are in use or resting. Widen Telephony:Media:Ports")]
    public static partial void OutOfPorts(this ILogger logger, PortRange ports, int taken);

    [LoggerMessage(2002, LogLevel.Error, "The system opens no more media sockets: the open-file limit is {Limit}. Raise it (ulimit -n, LimitNOFILE)")]
    public static partial void OutOfFiles(this ILogger logger, long limit);

    [LoggerMessage(2003, LogLevel.Warning, "Media port {Port} cannot be used ({Error}); another program may hold it. It is left alone for a while")]
    public static partial void PortTaken(this ILogger logger, NetEndpoint port, SocketError error);

    [LoggerMessage(2004, LogLevel.Warning, "{Skipped} media ports of other programs were skipped; {Port} is free. Give each program a range of its own (Media:Ports)")]
    public static partial void PortsTaken(this ILogger logger, int skipped, NetEndpoint port);
}
