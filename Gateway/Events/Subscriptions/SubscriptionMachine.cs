using System.Text;
using Telephony.Domain.Events;

namespace Telephony.Events.Subscriptions;

public enum SubscriptionTrigger
{
    Agreed,

    /// <summary>It took the question and will answer later.</summary>
    Deferred,

    /// <summary>No answer, or none that means anything.</summary>
    NotHeard,

    /// <summary>The address that was sent along was opened.</summary>
    Consented,

    /// <summary>Asked, or waited for, long enough.</summary>
    Overdue,

    /// <summary>By an operator.</summary>
    AskedAgain,
}

/// <summary>Whether an endpoint has agreed to be sent events. Events wait for it meanwhile, as long as they live.</summary>
public static class SubscriptionMachine
{
    public static SubscriptionState On(SubscriptionState state, SubscriptionTrigger trigger) => (state, trigger) switch
    {
        (SubscriptionState.New or SubscriptionState.AwaitingConsent, SubscriptionTrigger.Agreed) => SubscriptionState.Active,
        (SubscriptionState.New, SubscriptionTrigger.Deferred) => SubscriptionState.AwaitingConsent,
        (not SubscriptionState.Active, SubscriptionTrigger.Consented) => SubscriptionState.Active,
        (SubscriptionState.New or SubscriptionState.AwaitingConsent, SubscriptionTrigger.Overdue) => SubscriptionState.Refused,
        (not SubscriptionState.New, SubscriptionTrigger.AskedAgain) => SubscriptionState.New,
        _ => state,
    };

    /// <summary>Mermaid, a state diagram.</summary>
    internal static string Draw()
    {
        var text = new StringBuilder("stateDiagram-v2\n    [*] --> New\n");
        foreach (var state in Enum.GetValues<SubscriptionState>())
        {
            foreach (var trigger in Enum.GetValues<SubscriptionTrigger>())
            {
                if (On(state, trigger) is var next && next != state) text.Append("    ").Append(state).Append(" --> ").Append(next).Append(" : ").Append(trigger).Append('\n');
            }
        }
        return text.Append("    Active --> [*]\n").ToString();
    }
}
