using Telephony.Audio.Mixing;
using Telephony.Calls.Steering;

namespace Telephony.Automation.Rooms;

/// <summary>
/// Takes down what is said and played at a table, 20 ms by 20 ms: all in one, or each phone in a channel of its own and what is played, and what applications say, in the last.
/// Seats are given by the call's loop, frames written on the table's beat; nothing is allocated per frame.
/// </summary>
/// <param name="channels">1: all in one.</param>
/// <param name="write">Gets the frame, interleaved; on a media worker.</param>
internal sealed class Scribe(int channels, Action<ReadOnlySpan<short>> write) : IBeatListener
{
    private readonly int[] _sum = new int[SteeredSound.FrameSamples];
    private readonly short[] _channel = new short[SteeredSound.FrameSamples];
    private readonly short[] _frame = new short[SteeredSound.FrameSamples * channels];
    private readonly MixLimiter[] _limiters = new MixLimiter[channels];
    private Source[] _sources = [];

    /// <summary>Call loop: who is there, and in which channel.</summary>
    public void Hears(IEnumerable<(Place Place, int Channel)> seats) => Volatile.Write(ref _sources, [.. seats.Select(static one => new Source(one.Place, one.Channel))]);

    public void OnBeat(in BeatSound sound)
    {
        var sources = Volatile.Read(ref _sources);
        for (var channel = 0; channel < channels; channel++)
        {
            if (channel == channels - 1) TakeLast(sound, sources);
            else Take(sound, sources, channel);
            _limiters[channel].Limit(_sum, _channel);
            for (var i = 0; i < _channel.Length; i++) _frame[(i * channels) + channel] = _channel[i];
        }
        write(_frame);
    }

    private void Take(in BeatSound sound, Source[] sources, int channel)
    {
        _sum.AsSpan().Clear();
        foreach (var source in sources)
        {
            if (source.Channel == channel) SampleSums.Add(_sum, source.Place.Said(sound.Slot));
        }
    }

    /// <summary>All that is said, less the phones where they have channels; and what is played.</summary>
    private void TakeLast(in BeatSound sound, Source[] sources)
    {
        sound.Sum.CopyTo(_sum);
        foreach (var source in sources)
        {
            if (channels > 1) SampleSums.Subtract(_sum, source.Place.Said(sound.Slot));
            if (source.Played.TryRead(_channel)) SampleSums.Add(_sum, _channel);
        }
    }

    private sealed class Source(Place place, int channel)
    {
        public Place Place => place;

        public int Channel => channel;

        public Trail.Reader Played { get; } = new(place.Seat.Played);
    }
}
