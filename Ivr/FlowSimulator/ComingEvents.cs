using Telephony.Ivr.Flows.Engine;

namespace Telephony.Ivr.FlowSimulator;

/// <summary>What will happen to a simulated call by itself: by time, then in the order in which it was foreseen.</summary>
internal sealed class ComingEvents
{
    private readonly List<(DateTimeOffset At, int Order, int Act, FlowEvent Event)> _coming = [];
    private int _order;

    public bool IsEmpty => _coming.Count == 0;

    /// <summary>When the first of them comes; null: there is none.</summary>
    public DateTimeOffset? First => _coming.Count > 0 ? _coming.Min(static coming => coming.At) : null;

    public void Add(DateTimeOffset at, int act, FlowEvent happening) => _coming.Add((at, _order++, act, happening));

    /// <summary>The first of those that have come by now; null: none has.</summary>
    public FlowEvent? TakeDue(DateTimeOffset now)
    {
        var due = _coming.Where(coming => coming.At <= now).OrderBy(static coming => coming.At).ThenBy(static coming => coming.Order).Take(1).ToList();
        if (due.Count == 0) return null;
        _coming.Remove(due[0]);
        return due[0].Event;
    }

    /// <summary>Nobody waits for what belongs to this action any more.</summary>
    public void Forget(int act) => _coming.RemoveAll(coming => coming.Act == act);

    /// <summary>The caller is gone: nothing ends that he heard, and nobody meets him.</summary>
    public void ForgetCaller() => _coming.RemoveAll(static coming => coming.Event is FlowEvent.PromptEnded or FlowEvent.Connected or FlowEvent.Ended or FlowEvent.QueuePlace);

    public void Clear() => _coming.Clear();
}
