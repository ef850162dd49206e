using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Expressions;

/// <summary>What expressions and templates see.</summary>
public interface IFlowScope
{
    /// <summary>Nothing for a variable that is unset, and for a name that is unknown.</summary>
    FlowValue this[string name] { get; }
}
