using Telephony.Ivr.Flows.Prompts;
using Telephony.Ivr.Flows.Schedules;

namespace Telephony.Ivr.Flows.Queues;

/// <summary>An agent of a queue document.</summary>
/// <param name="Address">A registered account, a number, a SIP address.</param>
public sealed record QueueAgent(string Id, string Address, IReadOnlyList<string> Skills);

/// <summary>A queue as it is written down. Immutable.</summary>
/// <param name="Strategy">"longestFree", "roundRobin", "inOrder", "fewestCalls", "all".</param>
public sealed record QueueDocument(string Name, string Strategy, IReadOnlyList<QueueAgent> Agents)
{
    public int MostWaiting { get; init; }

    public TimeSpan RingFor { get; init; }

    public TimeSpan RestAfterTalk { get; init; }

    public TimeSpan RestAfterMiss { get; init; }

    /// <summary>Taken for the length of a talk before there were any.</summary>
    public TimeSpan UsualTalk { get; init; }

    public bool NeedsAgents { get; init; }

    /// <summary>Shown to agents and to those who are called back; empty: agents see the caller, and callbacks are anonymous.</summary>
    public string From { get; init; } = "";

    /// <summary>Said to an agent before the caller is joined; null: nothing.</summary>
    public Prompt? Announcement { get; init; }

    /// <summary>Said to who is called back before the agent is joined; null: nothing.</summary>
    public Prompt? Greeting { get; init; }

    public int CallbackTries { get; init; }

    public TimeSpan CallbackPause { get; init; }

    /// <summary>When people are called back; null: always.</summary>
    public Schedule? CallbackHours { get; init; }

    public bool IsCallbackTime(DateTimeOffset now) => CallbackHours is null || CallbackHours.At(now).State == ScheduleState.Open;
}
