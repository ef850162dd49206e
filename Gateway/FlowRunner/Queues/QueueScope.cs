using System.Text.Json;
using Telephony.Ivr.Flows.Expressions;
using Telephony.Ivr.Flows.Values;

namespace Telephony.FlowRunner.Queues;

/// <summary>What prompts of a queue may name: <c>queue.name</c> and <c>call.from</c>.</summary>
internal sealed class QueueScope(string queue, string caller) : IFlowScope
{
    public FlowValue this[string name] => name switch
    {
        "queue" => Of("name", queue),
        "call" => Of("from", caller),
        _ => FlowValue.Nothing,
    };

    private static FlowValue Of(string name, string value) => FlowValue.OfJson(JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value }));
}
