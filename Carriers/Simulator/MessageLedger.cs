using Telephony.Domain.Messages;

namespace Telephony.Simulator;

/// <summary>
/// Which messages the simulated carrier has taken: a file that only grows while the gateway runs, a line a message, so that it remembers when the gateway dies, as a real carrier would, and can be
/// counted. The last ones are remembered.
/// </summary>
internal sealed class MessageLedger : IDisposable
{
    private const int MostRemembered = 10_000;

    /// <summary>A longer file is cut down at the next start.</summary>
    private const long LongestBytes = 64 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<MessageId, string> _taken = [];
    private readonly Queue<MessageId> _order = [];
    private readonly FileStream? _file;

    /// <param name="path">Null: remembers as long as the process lives.</param>
    public MessageLedger(string? path)
    {
        if (path is null) return;
        if (File.Exists(path)) Read(path);
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    }

    public string? Find(MessageId message)
    {
        lock (_gate) return _taken.GetValueOrDefault(message);
    }

    public void Add(MessageId message, string id)
    {
        lock (_gate)
        {
            _file?.Write(System.Text.Encoding.ASCII.GetBytes($"{message} {id}\n"));
            Remember(message, id);
        }
    }

    public void Dispose() => _file?.Dispose();

    private void Read(string path)
    {
        foreach (var line in File.ReadLines(path))
        {
            // The last line may be half: the message was not taken then.
            if (line.Split(' ') is [var message, { Length: > 0 } id] && MessageId.TryParse(message, out var known)) Remember(known, id);
        }
        if (new FileInfo(path).Length > LongestBytes) File.WriteAllLines(path, _order.Select(message => $"{message} {_taken[message]}"));
    }

    private void Remember(MessageId message, string id)
    {
        if (_taken.TryAdd(message, id)) _order.Enqueue(message);
        if (_order.Count > MostRemembered) _taken.Remove(_order.Dequeue());
    }
}
