using Telephony.Ivr.Queues;

namespace Telephony.FlowRunner.Queues;

/// <summary>A queue for people: what it is now.</summary>
public sealed record QueueView(string Name, QueueState State, IReadOnlyList<(Waiting One, int Place)> Line, TimeSpan WaitOfNext)
{
    internal static QueueView Of(LiveQueue queue)
    {
        var spec = queue.Spec(queue.Desk.Now);
        var line = queue.State.Waiting.Where(static one => one.TalksWith.Length == 0).OrderByDescending(static one => one.Priority).ThenBy(static one => one.Joined).ThenBy(static one => one.Id).Select(static (one, i) => (one, i + 1)).ToList();
        return new QueueView(queue.Document.Name, queue.State, line, QueueEngine.Wait(spec, queue.State, line.Count + 1));
    }

    /// <summary>The agent that an order from outside is for; null: it is for none.</summary>
    internal static string? AgentOf(QueueEvent happened) => happened switch
    {
        QueueEvent.AgentLogsIn login => login.Agent,
        QueueEvent.AgentLogsOut logout => logout.Agent,
        QueueEvent.AgentPauses pauses => pauses.Agent,
        QueueEvent.AgentResumes resumes => resumes.Agent,
        _ => null,
    };
}
