using Telephony.Ivr.Flows.Expressions;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Engine;

/// <summary>
/// Runs flows: (position, event, time) to (position, actions, trace), a pure function. It waits for nothing and holds nothing: the time at which a flow wants to be woken is
/// <see cref="FlowPosition.Deadline"/>. It does not throw: a node that breaks leads to its error branch.
/// </summary>
public static class FlowEngine
{
    /// <summary>Nodes that one event may lead through: more is a circle that waits for nobody.</summary>
    public const int MostNodesPerStep = 250;

    /// <summary>Nodes that a flow may go through when the caller is gone: nobody is there who would end it.</summary>
    public const int MostNodesAlone = 50;

    /// <summary>Broken nodes in one call, after which it is ended.</summary>
    public const int MostErrors = 10;

    /// <summary>Flows that call flows.</summary>
    public const int MostDepth = 16;

    /// <summary>The first step of a call.</summary>
    /// <param name="lastAct">Of a program that the call was in before: what still comes of its actions belongs to none of this one's.</param>
    public static FlowStep Begin(FlowProgram program, CallFacts call, DateTimeOffset now, int lastAct = 0)
    {
        var flow = program.Main;
        var variables = Variables.Of(flow.Variables.Values.Where(static v => v.Scope == VariableScope.Flow && v.Initial.Kind != FlowValueKind.Nothing).Select(static v => KeyValuePair.Create(v.Name, v.Initial)));
        var shared = program.Flows.Values.SelectMany(static f => f.Variables.Values).Where(static v => v.Scope == VariableScope.Call && v.Initial.Kind != FlowValueKind.Nothing).DistinctBy(static v => v.Name).Select(static v => KeyValuePair.Create(v.Name, v.Initial));
        var position = new FlowPosition(program.Id, call, [new FlowFrame(flow.Name, flow.Start, new NodeState(now), variables)], Variables.Of(shared), flow.Languages[0], LastAct: lastAct);
        var turn = new Turn(program, position, now);
        turn.Jump(flow.Start);
        Run(turn);
        return turn.Finish();
    }

    /// <param name="program">The one that <see cref="FlowPosition.Program"/> names.</param>
    public static FlowStep On(FlowProgram program, FlowPosition position, FlowEvent happened, DateTimeOffset now)
    {
        if (position.End is not null || (happened is FlowEvent.DeadlineReached && (position.Deadline is not { } deadline || now < deadline))) return new FlowStep(position, [], []);
        var turn = new Turn(program, position, now);
        try
        {
            Take(turn, happened);
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            turn.Fail(Reason(broken));
        }
        Run(turn);
        return turn.Finish();
    }

    private static void Take(Turn turn, FlowEvent happened)
    {
        switch (happened)
        {
            case FlowEvent.CallerHungUp:
                if (turn.CallerGone) return;
                turn.CallerLeft();
                if (turn.Node.OnCallerGone(turn)) return;   // it has something to finish: a recording to deliver
                if (!turn.TryGoOnAlone()) turn.End("The caller hung up.", byCaller: true);
                return;
            case FlowEvent.Digit when turn.CallerGone: return;
            case FlowEvent.DeadlineReached: turn.Deadline = null; break;
            case FlowEvent.PromptEnded ended when ended.Act != turn.Playing || ended.Act == 0: return;
            case FlowEvent.PromptEnded: turn.PromptOver(); break;
            case FlowEvent.SpeechBegan { Act: var act } when act != turn.Listening || act == 0: return;
            case FlowEvent.SpeechHeard { Act: var act } when act != turn.Listening || act == 0: return;
            case FlowEvent.ActionFailed { Act: var act } failed when act == turn.Playing && act != 0:
                turn.PromptOver();
                turn.Fail($"the prompt could not be played: {failed.Reason.TrimEnd('.')}");
                return;
            case FlowEvent.ActionFailed { Act: var act } failed when act == turn.Listening && act != 0:
                turn.ListeningOver();   // keys may still work: the node decides
                turn.Node.OnDeaf(turn, failed);
                return;
            default: break;
        }
        turn.Node.On(turn, happened);
    }

    private static void Run(Turn turn)
    {
        for (var nodes = 0; turn.TakeNext() is { } next; nodes++)
        {
            turn.Enter(next);
            if (nodes == MostNodesPerStep)
            {
                turn.HangUp(127, $"The flow went through {MostNodesPerStep} nodes without waiting for anybody, last {next}.");
                return;
            }
            if (turn.NodesAlone > MostNodesAlone)
            {
                turn.End($"The caller hung up, and the flow went through {MostNodesAlone} more nodes.", byCaller: true);
                return;
            }
            if (turn.CallerGone && turn.Node.Type.NeedsCaller)
            {
                if (turn.TryGoOnAlone()) continue;
                turn.End("The caller hung up.", byCaller: true);
                return;
            }
            try
            {
                turn.Node.Enter(turn);
            }
            catch (Exception broken) when (broken is not OutOfMemoryException)
            {
                turn.Fail(Reason(broken));
            }
        }
    }

    private static string Reason(Exception broken) => broken is ExpressionException ? broken.Message : $"{broken.GetType().Name}: {broken.Message.TrimEnd('.')}";
}
