using Telephony.Audio.Mixing;
using Telephony.Audio.Sources;
using Telephony.Calls.Steering;

namespace Telephony.Automation.Rooms;

/// <summary>
/// Where a conversation sits together. Every 20 ms what all say is summed once; each phone hears the sum less its own part, at its own pace.
/// <code>
///   trails of the seats, voices of applications ─► beat ─┬─► sum of the beat, and the part of each ─► a place: sum - part
///                                                        └─► listeners: recordings, streams
/// </code>
/// The beat is made by whichever seat needs the next one first, so that mixing adds no delay of its own. Sums and parts of the last beats are kept for seats on slower workers. The lock is this conversation's alone, and held for one
/// beat; nothing is allocated per frame. Who sits there is the call loop's to say.
/// </summary>
public sealed class Table
{
    /// <summary>Beats that are kept.</summary>
    internal const int Beats = 16;

    private const int Frame = SteeredSound.FrameSamples;

    private readonly Lock _beat = new();
    private readonly int[] _sums = new int[Beats * Frame];
    private Part[] _parts = [];
    private IBeatListener[] _listeners = [];
    private long _beats;

    /// <summary>Nobody would hear anything of it: no beat is made.</summary>
    private bool IsIdle => Volatile.Read(ref _parts).Length < 2 && Volatile.Read(ref _listeners).Length == 0;

    /// <summary>Beats made so far. Any thread.</summary>
    public long Made => Volatile.Read(ref _beats);

    /// <summary>Call loop: those who hear each other from now on; who was there before goes on without a seam.</summary>
    public void Seat(IEnumerable<Seat> seats)
    {
        var before = Volatile.Read(ref _parts);
        Place[] there = [.. seats.Select(seat => PlaceOf(seat) ?? new Place(this, seat))];
        Volatile.Write(ref _parts, [.. there, .. before.Where(static part => part is not Place)]);
        foreach (var place in there) place.Seat.SitAt(place);
        foreach (var left in before.OfType<Place>().Except(there)) left.Seat.LeavePlace(left);
    }

    /// <summary>Call loop: an application that speaks to all.</summary>
    /// <param name="source">At 16 kHz; read by the beat.</param>
    internal VoicePart AddVoice(IPcmSource source)
    {
        var voice = new VoicePart(source);
        Volatile.Write(ref _parts, [.. Volatile.Read(ref _parts), voice]);
        return voice;
    }

    /// <summary>Call loop: when this returns, its source is not read any more.</summary>
    internal void Remove(VoicePart voice)
    {
        Volatile.Write(ref _parts, [.. Volatile.Read(ref _parts).Where(part => !ReferenceEquals(part, voice))]);
        lock (_beat)
        {
        }
    }

    /// <summary>Call loop: hears each beat from now on.</summary>
    internal void Add(IBeatListener listener) => Volatile.Write(ref _listeners, [.. Volatile.Read(ref _listeners), listener]);

    /// <summary>Call loop: when this returns, it hears nothing more.</summary>
    internal void Remove(IBeatListener listener)
    {
        Volatile.Write(ref _listeners, [.. Volatile.Read(ref _listeners).Where(one => !ReferenceEquals(one, listener))]);
        lock (_beat)
        {
        }
    }

    /// <summary>Call loop: the place of a seat; null: it does not sit here.</summary>
    internal Place? PlaceOf(Seat seat) => Volatile.Read(ref _parts).OfType<Place>().FirstOrDefault(place => ReferenceEquals(place.Seat, seat));

    /// <summary>Media worker: what is said in a beat, made if it is the next one.</summary>
    /// <returns>False: there is none.</returns>
    internal bool TryHear(long beat, Part? without, Span<int> sum)
    {
        if (Made <= beat)
        {
            if (IsIdle) return false;
            lock (_beat)
            {
                if (_beats <= beat) Beat();
            }
        }
        var slot = (int)(beat % Beats) * Frame;
        _sums.AsSpan(slot, Frame).CopyTo(sum);
        if (without is not null) SampleSums.Subtract(sum, without.Said(slot));
        return true;
    }

    private void Beat()
    {
        var slot = (int)(_beats % Beats) * Frame;
        var sum = _sums.AsSpan(slot, Frame);
        sum.Clear();
        foreach (var part in Volatile.Read(ref _parts))
        {
            if (part.Bring(slot)) SampleSums.Add(sum, part.Said(slot));
        }
        foreach (var listener in Volatile.Read(ref _listeners)) listener.OnBeat(new BeatSound(_beats, slot, sum));
        Volatile.Write(ref _beats, _beats + 1);
    }
}

/// <summary>Who hears a table beat by beat. Media worker only: nothing is allocated, locked or logged.</summary>
internal interface IBeatListener
{
    void OnBeat(in BeatSound sound);
}

/// <summary>One beat of a table, while it is told.</summary>
/// <param name="number">Without gaps.</param>
/// <param name="slot">Where the parts of the beat lie.</param>
internal readonly ref struct BeatSound(long number, int slot, ReadOnlySpan<int> sum)
{
    public long Number { get; } = number;

    public int Slot { get; } = slot;

    /// <summary>What all say, applications with them.</summary>
    public ReadOnlySpan<int> Sum { get; } = sum;
}
