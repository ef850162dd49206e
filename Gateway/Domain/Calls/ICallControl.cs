using Telephony.Domain.Identity;

namespace Telephony.Domain.Calls;

/// <summary>What a controller may do with calls. Any thread; commands are carried out on the call's own loop, in order.</summary>
public interface ICallControl
{
    /// <summary>Calls that run on this node.</summary>
    int ActiveCalls { get; }

    /// <summary>Ends a call: BYE to both sides, or a final response when it was not answered. Nothing happens when it has ended already.</summary>
    /// <param name="reason">One sentence for the record.</param>
    void HangUp(CallId call, string reason);

    /// <summary>Connects one side of a call with somebody else (DR-33). Completes when that has come about, or has not: then the call goes on as before.</summary>
    /// <param name="cancellation">Ends the waiting, not the transfer.</param>
    Task<TransferOutcome> TransferAsync(TransferCommand command, CancellationToken cancellation);

    /// <summary>The calls that run on this node, as they are now, oldest first.</summary>
    Task<IReadOnlyList<RunningCall>> ListAsync(CancellationToken cancellation);
}
