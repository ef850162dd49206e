using Telephony.Audio.Sources;
using Telephony.Calls.Steering;

namespace Telephony.Automation.Rooms;

/// <summary>What one of a table says, beat by beat, kept as long as the table's sums.</summary>
internal abstract class Part
{
    private readonly short[] _ring = new short[Table.Beats * SteeredSound.FrameSamples];

    /// <summary>Its part of a beat that the table still has.</summary>
    public ReadOnlySpan<short> Said(int slot) => _ring.AsSpan(slot, SteeredSound.FrameSamples);

    /// <summary>The table's beat: takes the next frame.</summary>
    /// <returns>False: it is silent.</returns>
    public bool Bring(int slot)
    {
        var frame = _ring.AsSpan(slot, SteeredSound.FrameSamples);
        if (TryRead(frame)) return true;
        frame.Clear();
        return false;
    }

    protected abstract bool TryRead(Span<short> frame);
}

/// <summary>A seat at a table: which beat it hears next.</summary>
internal sealed class Place(Table table, Seat seat) : Part
{
    /// <summary>A worker that stood still for so long makes up for it by itself; beyond, the place goes on with the last beat that was made.</summary>
    private const int MostBehind = 10;

    private readonly Trail.Reader _said = new(seat.Said);
    private long _next = -1;

    public Seat Seat => seat;

    /// <summary>The seat's worker: what the others say in the next beat.</summary>
    /// <returns>False: nothing.</returns>
    public bool TryHear(Span<int> sum)
    {
        var made = table.Made;
        if (_next < 0 || made - _next > MostBehind) _next = Math.Max(0, made - 1);
        if (!table.TryHear(_next, this, sum)) return false;
        _next++;
        return true;
    }

    protected override bool TryRead(Span<short> frame)
    {
        if (!seat.IsSilent) return _said.TryRead(frame);
        _said.Skip();
        return false;
    }
}

/// <summary>What an application says to all at a table.</summary>
internal sealed class VoicePart(IPcmSource source) : Part
{
    protected override bool TryRead(Span<short> frame)
    {
        var read = source.Read(frame);
        frame[read..].Clear();
        return read > 0;
    }
}
