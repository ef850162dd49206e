namespace Telephony.Sip.Authentication;

/// <summary>
/// Which counts of which nonces were used: a fixed table, 64 counts back for each nonce. A nonce that lost its place to another is refused
/// as stale for good (its slot remembers how new the newest it lost was), so forgetting never lets a replay through.
/// </summary>
internal sealed class NonceCounts(int slots)
{
    private readonly Slot[] _slots = new Slot[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, slots))];

    public DigestVerdict Use(ulong id, long issuedMs, uint count)
    {
        ref var slot = ref _slots[id & (ulong)(_slots.Length - 1)];
        if (slot.Id != id || slot.IssuedMs != issuedMs)
        {
            if (issuedMs <= slot.LostMs)
            {
                return DigestVerdict.Stale;
            }
            slot = new Slot { Id = id, IssuedMs = issuedMs, Highest = count, Used = 1, LostMs = Math.Max(slot.LostMs, slot.IssuedMs) };
            return DigestVerdict.Accepted;
        }
        if (count > slot.Highest)
        {
            var shift = count - slot.Highest;
            slot.Used = shift < 64 ? (slot.Used << (int)shift) | 1 : 1;
            slot.Highest = count;
            return DigestVerdict.Accepted;
        }
        var back = slot.Highest - count;
        if (back >= 64 || (slot.Used & (1UL << (int)back)) != 0)
        {
            return DigestVerdict.Refused;
        }
        slot.Used |= 1UL << (int)back;
        return DigestVerdict.Accepted;
    }

    private struct Slot
    {
        public ulong Id;
        public long IssuedMs;
        public long LostMs;
        public uint Highest;
        public ulong Used;
    }
}
