namespace Telephony.Net.Loops;

/// <summary>A loop with a thread of its own. Disposing stops it: what was posted before still runs, its sockets close, the thread ends.</summary>
public interface IRunningLoop : IEventLoop, IAsyncDisposable
{
    /// <summary><c>epoll</c> or <c>portable</c>.</summary>
    string Kind { get; }

    /// <summary>Any thread.</summary>
    LoopStatistics Statistics { get; }
}

/// <summary>What a loop did since its start.</summary>
/// <param name="WakeUps">Turns of the loop.</param>
/// <param name="SendFailures">Datagrams the kernel would not take.</param>
/// <param name="ReceiveErrors">Errors read from sockets, ICMP among them; none of them ends a socket.</param>
/// <param name="HandlerFailures">Exceptions that came out of handlers; each was logged.</param>
/// <param name="PostedDepth">Work posted and not yet run, at the moment of reading.</param>
/// <param name="MaxTurn">The longest turn so far.</param>
public readonly record struct LoopStatistics(
    long WakeUps, long DatagramsIn, long DatagramsOut, long SendFailures, long ReceiveErrors, long HandlerFailures, int PostedDepth, TimeSpan MaxTurn);
