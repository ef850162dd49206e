using System.Buffers;
using Telephony.Domain.Records;
using Telephony.Storage.Records;

namespace Telephony.Storage.Journal;

/// <summary>
/// The latest record of each call that the store has not got yet. A call that ends soon is handed over once, with its end;
/// one that lasts is handed over after a delay, and again at each later phase.
/// </summary>
internal sealed class PendingCalls
{
    private const int LongestPooled = 64 * 1024;
    private const int MostPooled = 1024;

    // Its own: hundreds are here at a time, and the shared pool keeps few and drops the rest.
    private readonly ArrayPool<byte> _pool = ArrayPool<byte>.Create(LongestPooled, MostPooled);
    private readonly Dictionary<UInt128, Pending> _calls = [];
    private readonly List<UInt128> _batch = [];

    public int Count => _calls.Count;

    /// <summary>Keeps a copy of the record unless a later one of the call is here. False when the bytes are no record.</summary>
    /// <param name="now">Milliseconds of any clock that does not run backwards.</param>
    public bool Add(ReadOnlySpan<byte> record, long now)
    {
        if (!RecordHead.TryRead(record, out var head)) return false;
        if (_calls.TryGetValue(head.Id, out var known))
        {
            if (known.Revision >= head.Revision) return true;
            _pool.Return(known.Bytes);
        }

        var bytes = _pool.Rent(record.Length);
        record.CopyTo(bytes);
        _calls[head.Id] = new Pending(bytes, record.Length, head.Revision, head.State == CallState.Ended, known.Bytes is null ? now : known.Since);
        return true;
    }

    /// <summary>Fills <paramref name="batch"/> with calls that ended or have waited for <paramref name="delay"/> milliseconds, at most <paramref name="most"/>.</summary>
    public void TakeDue(long now, long delay, int most, List<ReadOnlyMemory<byte>> batch)
    {
        batch.Clear();
        _batch.Clear();
        foreach (var (id, call) in _calls)
        {
            if (!call.Ended && now - call.Since < delay) continue;
            batch.Add(call.Bytes.AsMemory(0, call.Length));
            _batch.Add(id);
            if (batch.Count == most) return;
        }
    }

    /// <summary>The store has taken the batch.</summary>
    public void BatchTaken()
    {
        foreach (var id in _batch)
        {
            if (_calls.Remove(id, out var call)) _pool.Return(call.Bytes);
        }

        _batch.Clear();
    }

    private readonly record struct Pending(byte[] Bytes, int Length, int Revision, bool Ended, long Since);
}
