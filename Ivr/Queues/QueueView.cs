namespace Telephony.Ivr.Queues;

/// <summary>A queue that runs, as it is now.</summary>
/// <param name="Line">Who waits for an agent, with the place from 1.</param>
/// <param name="WaitOfNext">How long who comes now would wait.</param>
public sealed record QueueView(string Name, QueueState State, IReadOnlyList<(Waiting One, int Place)> Line, TimeSpan WaitOfNext)
{
    public static QueueView Of(QueueSpec spec, QueueState state)
    {
        var line = state.Waiting.Where(static one => one.TalksWith.Length == 0).OrderByDescending(static one => one.Priority).ThenBy(static one => one.Joined).ThenBy(static one => one.Id).Select(static (one, i) => (one, i + 1)).ToList();
        return new QueueView(spec.Name, state, line, QueueEngine.Wait(spec, state, line.Count + 1));
    }
}

/// <summary>The queues of the running gateway, for those who look after them. Any thread.</summary>
public interface IRunningQueues
{
    Task<IReadOnlyList<QueueView>> ListAsync();

    /// <summary>Lets something happen to a queue from outside: an agent comes, goes, rests; a callback is taken back. An agent who logs in without an address or skills has those that he had.</summary>
    /// <returns>Null, or a sentence that says what is not there.</returns>
    Task<string?> TellAsync(string queue, QueueEvent happened);

    /// <summary>Books a callback at the last place of its priority.</summary>
    /// <returns>The booking, once it is stored; or null, and a sentence that says why not.</returns>
    Task<(Waiting? Booked, string Why)> BookAsync(string queue, string number, int priority);
}
