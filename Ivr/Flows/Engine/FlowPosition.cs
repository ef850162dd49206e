using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Engine;

/// <summary>Whose call it is.</summary>
public sealed record CallFacts(string Id, string From, string To, DateTimeOffset StartedAt);

/// <summary>What the current node remembers between events.</summary>
/// <param name="Phase">The node's own count of its stages; 0 on entry.</param>
/// <param name="Tries">Of the caller, or of a request.</param>
/// <param name="Input">Keys so far, or what the node keeps as text.</param>
/// <param name="Act">The action it waits for; 0: none.</param>
/// <param name="Index">The question, destination or cycle it is at.</param>
/// <param name="Until">When the node as a whole gives up; null: never.</param>
public sealed record NodeState(DateTimeOffset Entered, int Phase = 0, int Tries = 0, string Input = "", int Act = 0, int Index = 0, DateTimeOffset? Until = null);

/// <summary>A flow that runs, at a node.</summary>
public sealed record FlowFrame(string Flow, string Node, NodeState State, Variables Variables);

/// <param name="Reason">For people.</param>
/// <param name="ByCaller">The caller hung up while the flow was at <paramref name="Node"/>.</param>
public sealed record FlowEnd(DateTimeOffset At, string Flow, string Node, string Reason, bool ByCaller);

/// <summary>Where a call is in its flow: all that must be kept, immutable, no larger than it must be, and the same after it was written and read (<see cref="PositionJson"/>).</summary>
/// <param name="Program">The flows and versions that this call keeps to: "reception@7+pin@2".</param>
/// <param name="Frames">The innermost flow last.</param>
/// <param name="Variables">Those of the call's scope.</param>
/// <param name="TypedAhead">Keys that no node has taken yet.</param>
/// <param name="LastAct">The number of the last action.</param>
/// <param name="Playing">The prompt that is being played; 0: none.</param>
/// <param name="Listening">The action that listens for speech; 0: none.</param>
/// <param name="Alone">The caller is gone, and the flow is on the branch for that.</param>
/// <param name="NodesAlone">Nodes since the caller is gone.</param>
/// <param name="Errors">Broken nodes so far.</param>
/// <param name="ErrorNode">The last broken node, and why: what <c>error.node</c> and <c>error.reason</c> say.</param>
public sealed record FlowPosition(string Program, CallFacts Call, IReadOnlyList<FlowFrame> Frames, Variables Variables, string Language, string TypedAhead = "", int LastAct = 0, int Playing = 0, int Listening = 0,
    DateTimeOffset? Deadline = null, bool CallerGone = false, bool Alone = false, int NodesAlone = 0, int Errors = 0, string ErrorNode = "", string ErrorReason = "", FlowEnd? End = null)
{
    /// <summary>The node that the call is at, innermost.</summary>
    public FlowFrame Current => Frames[^1];
}
