using Telephony.Audio.Mixing;
using Telephony.Calls.Steering;

namespace Telephony.Automation.Rooms;

/// <summary>
/// Takes down what is said and played in a conversation, 20 ms by 20 ms, on the beat of one of its seats: all in one, or each phone in a channel of its own and what is played in the last.
/// Seats are given by the call's loop, frames written on media workers; nothing is allocated per frame.
/// </summary>
/// <param name="channels">1: all in one.</param>
/// <param name="write">Gets the frame, interleaved; on a media worker.</param>
internal sealed class Scribe(int channels, Action<ReadOnlySpan<short>> write)
{
    private readonly int[] _sum = new int[SteeredSound.FrameSamples];
    private readonly short[] _channel = new short[SteeredSound.FrameSamples];
    private readonly short[] _frame = new short[SteeredSound.FrameSamples * channels];
    private readonly MixLimiter[] _limiters = new MixLimiter[channels];
    private Source[] _sources = [];
    private int _busy;

    /// <summary>Call loop: who is there, and in which channel.</summary>
    public void Hears(IEnumerable<(Seat Seat, int Channel)> seats) => Volatile.Write(ref _sources, [.. seats.Select(static place => new Source(place.Seat, place.Channel))]);

    public void Beat()
    {
        if (Interlocked.Exchange(ref _busy, 1) != 0) return;   // another seat is still at it: the beat changes hands
        var sources = Volatile.Read(ref _sources);
        for (var channel = 0; channel < channels; channel++)
        {
            _sum.AsSpan().Clear();
            foreach (var source in sources) source.AddTo(_sum, channel, channels);
            _limiters[channel].Limit(_sum, _channel);
            for (var i = 0; i < _channel.Length; i++) _frame[(i * channels) + channel] = _channel[i];
        }
        write(_frame);
        Volatile.Write(ref _busy, 0);
    }

    private sealed class Source(Seat seat, int own)
    {
        private readonly Trail.Reader _said = new(seat.Said);
        private readonly Trail.Reader _played = new(seat.Played);

        public void AddTo(Span<int> sum, int channel, int channels)
        {
            if (channels == 1 || channel == own)
            {
                if (seat.IsSilent) _said.Skip();
                else _said.AddTo(sum);
            }
            if (channel == channels - 1) _played.AddTo(sum);
        }
    }
}
