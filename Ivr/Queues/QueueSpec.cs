namespace Telephony.Ivr.Queues;

/// <summary>Whom of the free agents a call is offered to.</summary>
public enum RingStrategy : byte
{
    /// <summary>All of them at once; the first who answers has it.</summary>
    All,

    /// <summary>Who has been free the longest.</summary>
    LongestFree,

    /// <summary>One after the other, in their order, beginning behind the last who was offered one.</summary>
    RoundRobin,

    /// <summary>Always the first of the list who is free.</summary>
    InOrder,

    /// <summary>Who has taken the fewest calls.</summary>
    FewestCalls,
}

/// <summary>How a queue works.</summary>
/// <param name="MostWaiting">Callers and callbacks together; who comes then overflows.</param>
/// <param name="RingFor">How long an agent is rung for one offer.</param>
/// <param name="RestAfterTalk">An agent is left alone so long after a talk.</param>
/// <param name="RestAfterMiss">And so long after an offer that was not answered.</param>
/// <param name="UsualTalk">What a talk is taken to last before there were any.</param>
/// <param name="MostCallbackTries">Calls back that do not reach the caller.</param>
/// <param name="CallbackPause">Between two of them.</param>
/// <param name="NeedsAgents">Without an agent who is logged in, who comes overflows.</param>
/// <param name="CallsBack">Whether it is an hour at which people are called back; callbacks wait for it.</param>
public sealed record QueueSpec(string Name, RingStrategy Strategy = RingStrategy.LongestFree, int MostWaiting = 100, TimeSpan? RingFor = null, TimeSpan? RestAfterTalk = null, TimeSpan? RestAfterMiss = null, TimeSpan? UsualTalk = null, int MostCallbackTries = 3,
    TimeSpan? CallbackPause = null, bool NeedsAgents = true, bool CallsBack = true)
{
    public TimeSpan PauseOfCallbacks => CallbackPause ?? TimeSpan.FromMinutes(2);

    public TimeSpan Ringing => RingFor ?? TimeSpan.FromSeconds(20);

    public TimeSpan Talk => UsualTalk ?? TimeSpan.FromMinutes(3);
}
