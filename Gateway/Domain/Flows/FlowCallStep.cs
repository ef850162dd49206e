using Telephony.Domain.Identity;

namespace Telephony.Domain.Flows;

public enum FlowStepKind : byte
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

public static class FlowStepKinds
{
    private static readonly string[] s_words = ["entered", "left", "broke", "retried", "callerLeft", "ended"];

    public static string ToWord(this FlowStepKind kind) => s_words[(int)kind];
}

/// <summary>A line of what a flow did with a call. Holds no keys that were pressed and no words that were spoken.</summary>
/// <param name="Detail">The exit, or the reason.</param>
/// <param name="Time">Spent at the node.</param>
public sealed record FlowCallStep(DateTimeOffset At, string Flow, int Version, string Node, FlowStepKind Kind, string Detail, TimeSpan Time);

/// <summary>Steps of a call that follow those stored before.</summary>
/// <param name="First">The number of the first of them within the call, from 0.</param>
public sealed record FlowCallSteps(ResourceId Resource, CallId Call, int First, IReadOnlyList<FlowCallStep> Steps);

/// <summary>Sees what flows do, on the loops of their calls: it does not wait. Any thread.</summary>
public interface IFlowWitness
{
    /// <param name="number">Of the step within its call, from 0.</param>
    void Saw(ResourceId resource, CallId call, int number, FlowCallStep step);
}

/// <summary>What flows did: figures per node, and the steps of each call. Any thread.</summary>
public interface IFlowHistoryStore
{
    /// <summary>Adds figures to those of the same hour, and steps to those of the same call, all or nothing.</summary>
    ValueTask AddAsync(IReadOnlyList<FlowNodeFigures> figures, IReadOnlyList<FlowCallSteps> steps, CancellationToken cancellation);

    /// <summary>Summed over the span, a row per node and, where all versions are asked for together, none per version; most entries first.</summary>
    ValueTask<IReadOnlyList<FlowNodeFigures>> FiguresAsync(FlowFigureQuery query, CancellationToken cancellation);

    /// <summary>In order; empty: the call was in no flow, or it is too long ago.</summary>
    ValueTask<IReadOnlyList<FlowCallStep>> StepsAsync(ResourceId resource, CallId call, CancellationToken cancellation);

    /// <summary>Deletes steps from before then, and of calls older than every record that is kept.</summary>
    ValueTask<int> ForgetStepsAsync(DateTimeOffset before, CancellationToken cancellation);

    ValueTask<int> ForgetFiguresAsync(DateTimeOffset before, CancellationToken cancellation);
}
