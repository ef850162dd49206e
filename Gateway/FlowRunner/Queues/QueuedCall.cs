using Telephony.FlowRunner.Calls;

namespace Telephony.FlowRunner.Queues;

/// <summary>A call of a flow that waits in a queue, or talks with its agent.</summary>
/// <param name="Act">The action that joined it.</param>
internal sealed record QueuedCall(FlowCall Flow, int Act)
{
    public string Id => Flow.Call.Id.ToString();
}
