using Microsoft.Extensions.Logging;

namespace Telephony.Net.Loops;

internal static partial class LoopLog
{
    [LoggerMessage(1001, LogLevel.Error, "A handler on loop {Loop} failed; the loop goes on")]
    public static partial void HandlerFailed(this ILogger logger, Exception failure, string loop);

    [LoggerMessage(1002, LogLevel.Critical, "Loop {Loop} ended")]
    public static partial void LoopEnded(this ILogger logger, Exception failure, string loop);

    [LoggerMessage(1003, LogLevel.Error, "Socket {Local} on loop {Loop} gives nothing but errors (errno {Errno}) and is no longer read")]
    public static partial void SocketBroken(this ILogger logger, string loop, string local, int errno);

    [LoggerMessage(1004, LogLevel.Information, "The kernel gives loop {Loop} no io_uring ({Error}): each of its datagrams is a call of its own, which costs more")]
    public static partial void RingRefused(this ILogger logger, string loop, string error);

    [LoggerMessage(1005, LogLevel.Warning, "The io_uring of loop {Loop} does not do its work: each of its datagrams is a call of its own from now on")]
    public static partial void RingGivenUp(this ILogger logger, string loop);

    [LoggerMessage(1006, LogLevel.Warning, "The kernel does not let loop {Loop} run in the real-time class ({Error}); it runs in the usual one. Grant CAP_SYS_NICE or LimitRTPRIO=1, or set Loops:RealTime to false")]
    public static partial void RealTimeRefused(this ILogger logger, string loop, string error);

    [LoggerMessage(1011, LogLevel.Warning, "Cannot accept on {Local}: {Error}; trying again in {WaitMs} ms")]
    public static partial void AcceptFailed(this ILogger logger, string local, string error, long waitMs);

    [LoggerMessage(1012, LogLevel.Debug, "Connection from {Remote} to {Local} did not open: {Error}")]
    public static partial void HandshakeFailed(this ILogger logger, string remote, string local, string error);

    [LoggerMessage(1013, LogLevel.Warning, "{Local} has {Limit} connections, its limit; refusing more")]
    public static partial void TooManyConnections(this ILogger logger, string local, int limit);
}
