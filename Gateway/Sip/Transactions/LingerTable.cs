using Telephony.Sip.Authentication;
using Telephony.Sip.Messages;
using Telephony.Sip.Transports;

namespace Telephony.Sip.Transactions;

/// <summary>A transaction that has done its work and waits for repetitions: what is needed to absorb them, as a value.</summary>
internal struct LingeringTransaction
{
    /// <summary>As in <see cref="ServerTransaction.Key"/>, or the branch of a client's.</summary>
    public UInt128 Key;

    /// <summary>As in <see cref="ServerTransaction.MergeKey"/>; zero: none.</summary>
    public UInt128 MergeKey;

    /// <summary>Of an INVITE that came in: a CANCEL gets the same (RFC 3261 9.2).</summary>
    public SipToken LocalTag;

    /// <summary>Where <see cref="Message"/> goes.</summary>
    public SipTarget Target;

    /// <summary>Sent again for each repetition: the final response, or the ACK. Empty: repetitions are only absorbed.</summary>
    public StoredMessage Message;

    /// <summary>Place of its tap in <see cref="TapTable"/>; 0: none.</summary>
    public int Tap;
    public SipMethod Method;
    public TransactionState State;

    /// <summary>Of an answered INVITE whose peer has challenged: another fork's BYE may need it. Else null.</summary>
    public DigestClient? Digest;
}

/// <summary>
/// Lingering transactions by key, until their time is over. Values in blocks too large to be moved, linked by numbers: a transaction that lingers is no object, so the
/// collector neither marks nor copies it, though at 1000 calls a second there are a hundred thousand.
/// <code>
///   hash of the key ─► bucket ─► place ─► place …        ring of 2048 steps ─► place ─► place …   (whose time is over in this step, or whole turns later)
/// </code>
/// Blocks are kept: they are as many as the busiest half minute needed. Loop thread only.
/// </summary>
/// <param name="stepMs">What a time is rounded up to.</param>
internal sealed class LingerTable(int stepMs)
{
    private const int RingSteps = 2048;
    private const int BlockBits = 9;
    private const int BlockSize = 1 << BlockBits;

    private readonly List<Place[]> _blocks = [];
    private readonly int[] _ring = new int[RingSteps];     // first place of a step; places are counted from 1
    private int[] _buckets = new int[BlockSize];
    private int _free;
    private int _unused = 1;
    private int _ripe;           // of the step at hand
    private long _step;          // all before this one are empty

    private struct Place
    {
        public LingeringTransaction Value;
        public long DueStep;
        public int NextInBucket;
        public int NextInRing;
    }

    public int Count { get; private set; }

    /// <summary>How many fit in what is allocated.</summary>
    public int Capacity => _blocks.Count * BlockSize;

    /// <summary>The key must not be there. It stays for <paramref name="lingerMs"/> at least, and at most a step longer.</summary>
    public void Add(in LingeringTransaction value, long nowMs, int lingerMs)
    {
        if (Count == 0) _step = (nowMs / stepMs) + 1;
        if (Count >= _buckets.Length) Rehash();
        var number = TakePlace();
        ref var place = ref At(number);
        place.Value = value;
        place.DueStep = Math.Max((nowMs + lingerMs + stepMs - 1) / stepMs, _step);
        ref var first = ref _buckets[BucketOf(value.Key)];
        (place.NextInBucket, first) = (first, number);
        PutIntoRing(ref place, number);
        Count++;
    }

    /// <summary>0: unknown. Else the number for <see cref="this[int]"/>, valid until something is taken out.</summary>
    public int Find(UInt128 key)
    {
        var number = _buckets[BucketOf(key)];
        while (number != 0 && At(number).Value.Key != key) number = At(number).NextInBucket;
        return number;
    }

    public ref LingeringTransaction this[int number] => ref At(number).Value;

    /// <summary>Takes one out whose time is over. To be asked until it says no.</summary>
    public bool TryTakeDue(long nowMs, out LingeringTransaction over)
    {
        while (_ripe != 0 || NextStep(nowMs))
        {
            var number = _ripe;
            ref var place = ref At(number);
            _ripe = place.NextInRing;
            if (place.DueStep >= _step)
            {
                PutIntoRing(ref place, number);      // whole turns are left
                continue;
            }
            over = place.Value;
            Remove(ref place, number);
            return true;
        }
        over = default;
        return false;
    }

    /// <summary>When <see cref="TryTakeDue"/> should be asked next: not later than the first is due; -1 when there is none.</summary>
    public long NextDueMs()
    {
        if (Count == 0) return -1;
        var step = _step;
        while (step < _step + RingSteps && _ring[(int)(step & (RingSteps - 1))] == 0) step++;
        return step * stepMs;
    }

    /// <summary>Goes on to the next step that has something, if its time is over.</summary>
    private bool NextStep(long nowMs)
    {
        var over = nowMs / stepMs;
        while (_step <= over && Count > 0)
        {
            ref var first = ref _ring[(int)(_step++ & (RingSteps - 1))];
            if (first == 0) continue;
            (_ripe, first) = (first, 0);
            return true;
        }
        return false;
    }

    private void PutIntoRing(ref Place place, int number)
    {
        ref var first = ref _ring[(int)(place.DueStep & (RingSteps - 1))];
        (place.NextInRing, first) = (first, number);
    }

    private void Remove(ref Place place, int number)
    {
        ref var link = ref _buckets[BucketOf(place.Value.Key)];
        while (link != number) link = ref At(link).NextInBucket;
        link = place.NextInBucket;
        place = default;             // what it refers to is let go of
        (place.NextInBucket, _free) = (_free, number);
        Count--;
    }

    private int TakePlace()
    {
        var number = _free;
        if (number != 0)
        {
            _free = At(number).NextInBucket;
            return number;
        }
        if (_unused > Capacity) _blocks.Add(new Place[BlockSize]);
        return _unused++;
    }

    private void Rehash()
    {
        var old = _buckets;
        _buckets = new int[2 * old.Length];
        foreach (var first in old)
        {
            for (var number = first; number != 0;)
            {
                ref var place = ref At(number);
                var next = place.NextInBucket;
                ref var bucket = ref _buckets[BucketOf(place.Value.Key)];
                (place.NextInBucket, bucket) = (bucket, number);
                number = next;
            }
        }
    }

    private ref Place At(int number) => ref _blocks[(number - 1) >> BlockBits][(number - 1) & (BlockSize - 1)];

    /// <summary>Keys are keyed hashes or random: nobody can choose them to fall into one bucket. The lowest bit of a branch is always 0.</summary>
    private int BucketOf(UInt128 key) => (int)(((ulong)key ^ ((ulong)key >> 32)) >> 1) & (_buckets.Length - 1);
}
