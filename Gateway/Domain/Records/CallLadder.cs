using Telephony.Domain.Identity;
using Telephony.Domain.Trunks;

namespace Telephony.Domain.Records;

/// <summary>
/// The SIP messages of one call in the order they passed, bounded in number and bytes, with credentials masked before they are kept.
/// It grows as one run of bytes in the form the journal and the store keep, so that writing it is a copy. Not thread safe: the call's loop owns it.
/// <code>
/// entry := length:u32 offsetMicroseconds:u64 leg:u16 flags:u8 local:18 peer:18 summaryLength:u8 summary message
/// flags := bit 0 sent, bits 1-2 transport
/// </code>
/// </summary>
public sealed class CallLadder
{
    /// <summary>Messages kept; later ones are only counted.</summary>
    public const int MaxEntries = 64;

    /// <summary>Bytes kept; a message that does not fit any more is kept as its summary.</summary>
    public const int MaxBytes = 32 * 1024;

    internal const int HeaderBytes = 4 + 8 + 2 + 1 + 18 + 18 + 1;
    private const int MaxSummaryBytes = 120;

    // Summaries of all entries always fit, whatever the messages took.
    private const int SummaryReserve = MaxEntries * (HeaderBytes + MaxSummaryBytes);

    private byte[] _bytes = [];
    private int _length;
    private bool _pooled;

    public int Count { get; private set; }

    /// <summary>Messages that came after the ladder was full.</summary>
    public int Dropped { get; private set; }

    /// <summary>The ladder in its stored form; valid until the next change.</summary>
    public ReadOnlySpan<byte> Encoded => _bytes.AsSpan(0, _length);

    /// <summary>
    /// Adds one message. <paramref name="raw"/> is the whole message as it stands on the wire; it is copied and not changed.
    /// With <paramref name="keepMessage"/> false, only the summary is kept.
    /// </summary>
    public void Add(
        TimeSpan offset, MessageDirection direction, LegId leg, SignallingTransport transport, WireEndpoint local, WireEndpoint peer, ReadOnlySpan<byte> raw, bool keepMessage = true)
    {
        if (Count >= MaxEntries) { Dropped++; return; }

        Span<byte> summary = stackalloc byte[MaxSummaryBytes];
        summary = summary[..MessageSummary.Write(raw, summary)];
        var message = keepMessage && _length + HeaderBytes + summary.Length + raw.Length <= MaxBytes - SummaryReserve ? raw : [];
        var size = HeaderBytes + summary.Length + message.Length;
        EnsureRoom(size);

        var target = _bytes.AsSpan(_length, size);
        LadderCoding.WriteHeader(target, size, offset, direction, leg.Ordinal, transport, local, peer, summary);
        message.CopyTo(target[(HeaderBytes + summary.Length)..]);
        LadderScrubber.Scrub(target[(HeaderBytes + summary.Length)..]);
        _length += size;
        Count++;
    }

    /// <summary>Lets go of the whole messages and keeps the summaries: an answered call that was not sampled needs no more, and a held call should be small.</summary>
    public void DropMessages()
    {
        var kept = 0;
        for (var at = 0; at < _length;)
        {
            var size = LadderCoding.SizeAt(_bytes, at);
            var withoutMessage = LadderCoding.SizeWithoutMessage(_bytes, at);
            _bytes.AsSpan(at, withoutMessage).CopyTo(_bytes.AsSpan(kept));
            LadderCoding.SetSize(_bytes, kept, withoutMessage);
            kept += withoutMessage;
            at += size;
        }

        _length = kept;
        Shrink();
    }

    /// <summary>Reads the entries back; each has bytes of its own.</summary>
    public IReadOnlyList<LadderEntry> Entries()
    {
        var entries = new List<LadderEntry>(Count);
        for (var at = 0; at < _length; at += LadderCoding.SizeAt(_bytes, at)) entries.Add(LadderCoding.Read(_bytes, at));
        return entries;
    }

    /// <summary>Gives the memory back once the record is written. The ladder is empty then, but keeps <see cref="Count"/>.</summary>
    public void Release()
    {
        if (_pooled) LadderArrays.Return(_bytes);
        _pooled = false;
        _bytes = [];
        _length = 0;
    }

    /// <summary>A ladder from its stored form; false when the bytes are not one (then nothing is taken).</summary>
    public bool TryLoad(ReadOnlySpan<byte> encoded, int dropped)
    {
        if (!LadderCoding.IsWellFormed(encoded, out var count)) return false;
        Release();
        _bytes = encoded.ToArray();
        _length = encoded.Length;
        Count = count;
        Dropped = dropped;
        return true;
    }

    // The summaries that follow have room in the smallest array.
    private void Shrink()
    {
        var enough = Math.Max(LadderArrays.Smallest, _length + LadderArrays.Smallest / 2);
        if (!_pooled || _bytes.Length <= 2 * enough) return;
        var smaller = LadderArrays.Rent(enough);
        _bytes.AsSpan(0, _length).CopyTo(smaller);
        LadderArrays.Return(_bytes);
        _bytes = smaller;
    }

    private void EnsureRoom(int size)
    {
        if (_length + size <= _bytes.Length) return;
        var larger = LadderArrays.Rent(Math.Max(LadderArrays.Smallest, Math.Max(_length + size, _bytes.Length * 2)));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        if (_pooled) LadderArrays.Return(_bytes);
        _bytes = larger;
        _pooled = true;
    }
}
