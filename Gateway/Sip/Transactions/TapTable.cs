using Telephony.Sip.UserAgents;

namespace Telephony.Sip.Transactions;

/// <summary>
/// The taps of lingering transactions by number. A call that has ended takes its taps back (<see cref="Forget"/>), though its transactions know the numbers for
/// half a minute longer. Loop thread only.
/// </summary>
internal sealed class TapTable
{
    /// <summary>As <see cref="ISipTap.Place"/>: taken back, never to be held again.</summary>
    private const int Closed = -1;

    private Slot[] _slots = new Slot[64];
    private int _free;
    private int _unused = 1;     // 0 says none

    private struct Slot
    {
        public ISipTap? Tap;

        /// <summary>How many transactions know the number.</summary>
        public int Holders;
        public int NextFree;
    }

    /// <summary>Numbers in use.</summary>
    public int Count { get; private set; }

    /// <summary>The number to keep instead of the tap; each must be given to <see cref="Release"/> once. 0: there is nothing to tell.</summary>
    public int Hold(ISipTap? tap)
    {
        if (tap is null || tap.Place == Closed) return 0;
        if (tap.Place == 0)
        {
            tap.Place = TakeSlot();
            _slots[tap.Place].Tap = tap;
            Count++;
        }
        _slots[tap.Place].Holders++;
        return tap.Place;
    }

    public ISipTap? Find(int number) => _slots[number].Tap;

    public void Release(int number)
    {
        if (number == 0) return;
        ref var slot = ref _slots[number];
        if (--slot.Holders > 0) return;
        if (slot.Tap is { } tap) tap.Place = 0;
        slot = new Slot { NextFree = _free };
        _free = number;
        Count--;
    }

    /// <summary>Nothing more is told to it.</summary>
    public void Forget(ISipTap tap)
    {
        if (tap.Place > 0) _slots[tap.Place].Tap = null;
        tap.Place = Closed;
    }

    private int TakeSlot()
    {
        if (_free != 0)
        {
            var number = _free;
            _free = _slots[number].NextFree;
            return number;
        }
        if (_unused == _slots.Length) Array.Resize(ref _slots, 2 * _slots.Length);
        return _unused++;
    }
}
