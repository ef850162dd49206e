using System.Globalization;
using Telephony.Domain.Queues;
using Telephony.Ivr.Queues;

namespace Telephony.FlowRunner.Queues;

/// <summary>What a step of a queue means for its figures: visits that began, were answered, ended. Pure.</summary>
internal static class QueueLedger
{
    /// <param name="numberOf">Of a call that waits.</param>
    /// <param name="why">Why a call left that nobody had answered.</param>
    public static IReadOnlyList<QueueVisit> Changes(string queue, QueueState before, QueueStep step, QueueEvent happened, Func<string, string> numberOf, string why, DateTimeOffset now)
    {
        var visits = new List<QueueVisit>();
        foreach (var waiting in step.State.Waiting)
        {
            var known = Find(before, waiting);
            if (known is null || known.TalksWith != waiting.TalksWith) visits.Add(Visit(queue, waiting, numberOf, now));
        }
        foreach (var gone in before.Waiting)
        {
            if (Find(step.State, gone) is not null) continue;
            var visit = Visit(queue, gone, numberOf, now);
            visits.Add(visit with { Answered = gone.TalksWith.Length > 0 ? AnsweredAt(before, gone) : null, Ended = now, Outcome = Outcome(gone, happened, why) });
        }
        foreach (var refused in step.Actions.OfType<QueueAction.Overflowed>())
            visits.Add(new QueueVisit(queue, $"{refused.Call}-{now.ToUnixTimeMilliseconds()}", refused.Call, numberOf(refused.Call), false, now) { Ended = now, Outcome = $"overflow: {refused.Why}" });
        return visits;
    }

    private static string Outcome(Waiting gone, QueueEvent happened, string why) => happened switch
    {
        QueueEvent.Restarted => "the gateway stopped",
        QueueEvent.CallbackBooked => "callback",
        QueueEvent.CallbackFails => "given up",
        QueueEvent.CallbackCancelled => "cancelled",
        _ when gone.TalksWith.Length > 0 => "served",
        _ => why.Length > 0 ? why : "abandoned",
    };

    private static QueueVisit Visit(string queue, Waiting waiting, Func<string, string> numberOf, DateTimeOffset now) =>
        new(queue, waiting.Id.ToString(CultureInfo.InvariantCulture) + (waiting.IsCallback ? "b" : ""), waiting.Call, waiting.IsCallback ? waiting.Number : numberOf(waiting.Call), waiting.IsCallback, waiting.Joined)
        {
            Agent = waiting.TalksWith, Answered = waiting.TalksWith.Length > 0 ? now : null,
        };

    private static DateTimeOffset? AnsweredAt(QueueState state, Waiting waiting) => state.Agents.FirstOrDefault(agent => agent.Id == waiting.TalksWith)?.Since;

    private static Waiting? Find(QueueState state, Waiting one) => state.Waiting.FirstOrDefault(other => other.Id == one.Id && other.IsCallback == one.IsCallback);
}
