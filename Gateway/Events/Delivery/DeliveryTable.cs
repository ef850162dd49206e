using System.Text;
using Telephony.Domain.Events;

namespace Telephony.Events.Delivery;

/// <summary>The machine as a table: for its drawing.</summary>
internal static class DeliveryTable
{
    /// <summary>Mermaid, a state diagram.</summary>
    public static string Draw()
    {
        var text = new StringBuilder("stateDiagram-v2\n    [*] --> Waiting\n");
        foreach (var state in Enum.GetValues<EventDeliveryState>())
        {
            foreach (var trigger in Enum.GetValues<DeliveryTrigger>())
            {
                var step = DeliveryMachine.On(state, trigger);
                if (step.Next == state && step.Effects == DeliveryEffects.None) continue;
                text.Append("    ").Append(state).Append(" --> ").Append(step.Next).Append(" : ").Append(trigger).Append(step.Effects == DeliveryEffects.None ? "" : $" / {step.Effects}").Append('\n');
            }
        }
        return text.Append("    Delivered --> [*]\n").ToString();
    }
}
