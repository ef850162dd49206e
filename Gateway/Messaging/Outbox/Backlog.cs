using System.Diagnostics.CodeAnalysis;
using Telephony.Domain.Messages;

namespace Telephony.Messaging.Outbox;

/// <summary>
/// What waits for a carrier in the store, as far as memory knows. What was queued while nothing else waited is known whole, and claimed by its key: it need not be looked for and read again. Behind the known
/// ones there may be others. What is known wrongly, as another gateway has it, is not there to be claimed. The outbox's lock is held.
/// </summary>
internal sealed class Backlog
{
    /// <summary>A megabyte or two.</summary>
    private const int Most = 2048;

    private readonly Queue<MessageRecord> _known = [];
    private bool _unknown = true;
    private bool _look;

    /// <summary>Nothing that is due waits, as far as anybody told us.</summary>
    public bool IsEmpty => _known.Count == 0 && !_unknown;

    /// <summary>Queued, and due.</summary>
    public void Add(MessageRecord message)
    {
        if (_unknown || _known.Count == Most) _unknown = true;      // behind those: the oldest first
        else _known.Enqueue(message);
    }

    public void AddUnknown() => _unknown = true;

    /// <summary>There may be some that nobody told us of, before the known ones too.</summary>
    public void LookAgain()
    {
        if (_known.Count == 0) _unknown = true;
        else _look = true;
    }

    /// <summary>All are to be looked for.</summary>
    public void Forget()
    {
        _known.Clear();
        (_unknown, _look) = (true, false);
    }

    /// <summary>The oldest of the known ones. False: they have to be looked for.</summary>
    public bool TryTake(int most, [NotNullWhen(true)] out IReadOnlyList<MessageRecord>? known)
    {
        known = null;
        if (_look || _known.Count == 0)
        {
            _look = false;
            return false;
        }
        var taken = new MessageRecord[Math.Min(most, _known.Count)];
        for (var i = 0; i < taken.Length; i++) taken[i] = _known.Dequeue();
        known = taken;
        return true;
    }

    /// <summary>Some were looked for, and claimed.</summary>
    /// <param name="all">No more are due.</param>
    public void Found(IReadOnlyList<MessageRecord> found, bool all)
    {
        if (all)
        {
            _known.Clear();
            _unknown = false;
            return;
        }
        var ids = found.Select(static message => message.Id).ToHashSet();
        for (var i = _known.Count; i > 0; i--)
        {
            if (_known.Dequeue() is var message && !ids.Remove(message.Id)) _known.Enqueue(message);
        }
        if (_known.Count == 0 || ids.Count > 0) _unknown = true;
    }
}
