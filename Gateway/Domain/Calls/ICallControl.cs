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
}
