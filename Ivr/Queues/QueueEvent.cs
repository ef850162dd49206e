namespace Telephony.Ivr.Queues;

/// <summary>What happens to a queue. A closed union.</summary>
public abstract record QueueEvent
{
    private QueueEvent()
    {
    }

    /// <summary>A call comes; <see cref="QueueAction.Joined"/> or <see cref="QueueAction.Overflowed"/> says what became of it.</summary>
    public sealed record CallJoins(string Call, int Priority, IReadOnlyList<string> Skills) : QueueEvent;

    /// <summary>The caller hung up, or had enough.</summary>
    public sealed record CallLeaves(string Call) : QueueEvent;

    /// <summary>The caller is asked something elsewhere, and keeps the place; <see cref="CallJoins"/> brings him back to it.</summary>
    public sealed record CallStepsAside(string Call) : QueueEvent;

    /// <summary>The caller wants to be called back, and keeps the place if there is one.</summary>
    /// <param name="Call">Empty, or not in the queue: the last place.</param>
    public sealed record CallbackBooked(string Call, string Number, int Priority, IReadOnlyList<string> Skills) : QueueEvent;

    public sealed record CallbackCancelled(long Id) : QueueEvent;

    public sealed record AgentLogsIn(string Agent, string Address, IReadOnlyList<string> Skills) : QueueEvent;

    public sealed record AgentLogsOut(string Agent) : QueueEvent;

    public sealed record AgentPauses(string Agent) : QueueEvent;

    public sealed record AgentResumes(string Agent) : QueueEvent;

    /// <summary>An agent who was rung answered.</summary>
    public sealed record AgentAnswers(string Agent) : QueueEvent;

    /// <summary>An agent who was rung is busy, refused, or cannot be reached.</summary>
    public sealed record AgentRefuses(string Agent) : QueueEvent;

    /// <summary>An agent who had answered hung up before the caller was joined: the caller waits on, at the old place.</summary>
    public sealed record AgentDrops(string Agent) : QueueEvent;

    /// <summary>The talk is over, whoever ended it.</summary>
    public sealed record TalkEnds(string Agent) : QueueEvent;

    /// <summary>An agent waits, and the caller of the callback could not be reached.</summary>
    public sealed record CallbackFails(long Id) : QueueEvent;

    /// <summary>The time of <see cref="QueueStep.Wake"/> has come.</summary>
    public sealed record TimePasses : QueueEvent
    {
        public static readonly TimePasses Instance = new();
    }

    /// <summary>The gateway started again: what rang and talked is gone with it, callbacks are not.</summary>
    public sealed record Restarted : QueueEvent
    {
        public static readonly Restarted Instance = new();
    }
}

/// <summary>What a queue wants done. A closed union.</summary>
public abstract record QueueAction
{
    private QueueAction()
    {
    }

    /// <param name="Place">From 1.</param>
    public sealed record Joined(string Call, int Place, TimeSpan Wait) : QueueAction;

    /// <param name="Why">"full" or "no agents".</param>
    public sealed record Overflowed(string Call, string Why) : QueueAction;

    /// <summary>Ring the agent for this call or callback.</summary>
    public sealed record Offer(string Agent, string Address, Waiting For) : QueueAction;

    /// <summary>Stop ringing the agent.</summary>
    public sealed record Withdraw(string Agent) : QueueAction;

    /// <summary>Join the call with the agent who answered.</summary>
    public sealed record Connect(string Agent, string Call) : QueueAction;

    /// <summary>Call the number, and join it with the agent who answered.</summary>
    public sealed record CallBack(string Agent, long Id, string Number) : QueueAction;

    /// <summary>The place has changed.</summary>
    public sealed record Moved(string Call, int Place, TimeSpan Wait) : QueueAction;

    public sealed record Booked(long Id, string Number, int Place) : QueueAction;

    /// <summary>The callback was tried as often as it may.</summary>
    public sealed record CallbackGivenUp(long Id, string Number) : QueueAction;
}

/// <param name="Wake">When time alone changes something; null: never.</param>
public sealed record QueueStep(QueueState State, IReadOnlyList<QueueAction> Actions, DateTimeOffset? Wake);
