namespace Telephony.Ivr.Flows.Engine;

public enum FlowTraceKind : byte
{
    Entered,

    /// <summary>By an exit.</summary>
    Left,

    /// <summary>The node broke: what follows is its error branch.</summary>
    Broke,

    /// <summary>The caller was asked again.</summary>
    Retried,

    /// <summary>The caller hung up while the call was at this node.</summary>
    CallerLeft,

    /// <summary>The call in the flow is over, at this node.</summary>
    Ended,
}

/// <summary>A line of what a flow did, for the call's trace and for the figures per node. Holds no keys that were pressed and no words that were spoken.</summary>
/// <param name="Detail">The exit, or the reason.</param>
/// <param name="Time">Spent at the node.</param>
public sealed record FlowTraceLine(DateTimeOffset At, string Flow, string Node, FlowTraceKind Kind, string Detail, TimeSpan Time, int Tries);

/// <summary>What came of an event.</summary>
public sealed record FlowStep(FlowPosition Position, IReadOnlyList<FlowAction> Actions, IReadOnlyList<FlowTraceLine> Trace);
