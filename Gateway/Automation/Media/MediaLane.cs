namespace Telephony.Automation.Media;

/// <summary>The operations of a conversation that sound, in their order: one at a time, a bounded number wait. Call loop only.</summary>
internal sealed class MediaLane
{
    public const int Most = 16;

    private readonly List<MediaOperation> _operations = [];

    public MediaOperation? Current => _operations.Count > 0 ? _operations[0] : null;

    public bool IsFull => _operations.Count >= Most;

    public void Add(MediaOperation operation)
    {
        _operations.Add(operation);
        if (_operations.Count == 1) operation.Start();
    }

    /// <summary>All of them, in their order; nothing begins meanwhile.</summary>
    public void CancelAll()
    {
        var all = _operations.ToList();
        _operations.Clear();
        foreach (var operation in all) operation.Cancel();
    }

    public void OnEnded(MediaOperation operation)
    {
        var was = Current;
        if (!_operations.Remove(operation)) return;
        if (ReferenceEquals(was, operation)) Current?.Start();
    }

    /// <summary>Each, begun or waiting: for who leaves.</summary>
    public IReadOnlyList<MediaOperation> All => [.. _operations];
}
