using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Telephony.Audio.Codecs;
using Telephony.Audio.ComfortNoise;
using Telephony.Audio.Concealment;
using Telephony.Audio.Playout;
using Telephony.Audio.Resampling;
using Telephony.Rtp.Conversion;
using Telephony.Rtp.Events;
using Telephony.Sdp.OfferAnswer;

namespace Telephony.Calls.Interworking;

/// <summary>
/// The receiving end of a stream: packets of any agreed codec in, frames of samples at one rate out, without a hole. A jitter buffer puts them in order and decides how long they wait;
/// what is lost is recovered or concealed, a described pause is filled with noise, what never came is silence. Media worker only.
/// </summary>
internal sealed class StreamDecoder : IDisposable
{
    private const int WaitMilliseconds = 10;
    private const int OpusClockHz = 48_000;
    private const int PauseOctets = 2;                    // of Opus: nothing but the head of a packet (RFC 6716 2.1.9, RFC 7587 3.1.3)

    /// <summary>What stands at the end of the samples.</summary>
    private enum Last : byte
    {
        Sound,
        Noise,
        Pause,
        Event,
    }

    private readonly int _rate;
    private readonly bool _conceals;
    private readonly DecoderTable _table;
    private readonly JitterBuffer[] _buffers;             // one for each clock that may come
    private readonly StreamResampler?[] _resamplers;
    private readonly SampleQueue _samples;
    private readonly short[] _raw = new short[AudioFrame.MaxSamples];
    private readonly short[] _left = new short[AudioFrame.MaxSamples];
    private readonly ComfortNoiseGenerator _noise = new();
    private readonly byte[] _description = new byte[MostDescription];
    private int _descriptionOctets;
    private int _clock;                                   // of what is played
    private int _nextClock;                               // of what comes
    private int _current;
    private Last _last = Last.Event;
    private bool _isSound;

    private StreamDecoder(int rate, bool fax, DecoderTable table)
    {
        (_rate, _conceals, _table) = (rate, !fax, table);
        _buffers = [.. table.ClocksHz.Select(clock => new JitterBuffer(clock, fax ? FaxWait : clock == OpusClockHz ? OpusWait : Wait))];
        _resamplers = [.. table.Decoders.Select(decoder => decoder.SampleRate == rate ? null : new StreamResampler(decoder.SampleRate, rate))];
        _samples = new SampleQueue(rate * 400 / 1000);
    }

    /// <summary>Octets of the longest description of noise that is passed on: a level and ten coefficients.</summary>
    public const int MostDescription = 11;

    private static readonly JitterBufferOptions Wait = new();

    /// <summary>Long enough for the packet behind a lost one, which may have a copy of it.</summary>
    private static readonly JitterBufferOptions OpusWait = new() { Least = TimeSpan.FromMilliseconds(40) };

    private static readonly JitterBufferOptions FaxWait = new() { Initial = TimeSpan.FromMilliseconds(100), Adapts = false };

    /// <summary>How long nothing has come, beyond what was in the buffer.</summary>
    public int StarvedMilliseconds { get; private set; }

    /// <summary>The last frame was a pause that the peer has described.</summary>
    public bool IsNoise => !_isSound && _last == Last.Noise;

    /// <summary>That description (RFC 3389 3).</summary>
    public ReadOnlySpan<byte> Description => _description.AsSpan(0, _descriptionOctets);

    public PlayoutStatistics Statistics => Buffer.Statistics;

    private JitterBuffer Buffer => _buffers[_clock];

    private IAudioDecoder Decoder => _table.Decoders[_current];

    private int PacketSamples => (int)((long)Buffer.PacketTicks * Decoder.SampleRate / Buffer.ClockHz);

    /// <param name="fax">The delay is fixed, and nothing is made up.</param>
    public static bool TryCreate(ImmutableArray<AgreedCodec> codecs, int rate, bool fax, [NotNullWhen(true)] out StreamDecoder? made, [NotNullWhen(false)] out string? why)
    {
        made = DecoderTable.TryCreate(codecs, rate, out var table, out why) ? new StreamDecoder(rate, fax, table) : null;
        return made is not null;
    }

    public void Put(in ReceivedPacket packet, ReadOnlySpan<byte> payload)
    {
        if (packet.IsEvent) { PutEvent(packet, payload); return; }
        if (_table.IsUnknown(packet.PayloadType)) return;
        var clock = _table.ClockOf(packet.PayloadType);
        if (clock != _nextClock) _buffers[clock].Reset();
        _nextClock = clock;
        _buffers[clock].Put(packet.Sequence, packet.Timestamp, packet.Ssrc, packet.PayloadType, packet.Marker, payload, packet.ArrivedAt * 1000);
    }

    /// <summary>A frame of so many samples can be begun now, or the stream is in the middle of it.</summary>
    public bool IsDue(int frameSamples, long now)
    {
        FollowClock();
        return Buffer.IsDue(Early(frameSamples, now));
    }

    /// <summary>A new stretch: nothing of the one before is left over.</summary>
    public void Begin()
    {
        _samples.Clear();
        StarvedMilliseconds = 0;
    }

    /// <summary>The next samples of the stream.</summary>
    /// <param name="now">When they are to be heard: milliseconds of the clock that packets are stamped with.</param>
    public void Fill(Span<short> frame, long now)
    {
        _isSound = false;
        FollowClock();
        while (_samples.Count < frame.Length) Next(Early(frame.Length - _samples.Count, now));
        _samples.Take(frame);
    }

    public void Dispose() => _table.Dispose();

    /// <summary>What came before another codec's clock is played to its end.</summary>
    private void FollowClock()
    {
        if (_nextClock != _clock && Buffer.Count == 0 && _buffers[_nextClock].Count > 0) _clock = _nextClock;
    }

    /// <summary>Of several packets that make up a frame only the last may come as late as wanted: the one before it is asked for a packet's length earlier, and so on.</summary>
    private long Early(int missingSamples, long now) =>
        (now * 1000) - Math.Max(0, (1_000_000L * missingSamples / _rate) - (1_000_000L * Buffer.PacketTicks / Buffer.ClockHz));

    /// <summary>An event stands for the sound of its time, whose end it is sent at: silence there, and no packet is missing.</summary>
    private void PutEvent(in ReceivedPacket packet, ReadOnlySpan<byte> payload)
    {
        if (!TelephoneEvent.TryRead(payload, out var read)) return;
        var buffer = _buffers[_nextClock];
        var sofar = (uint)((long)read.Duration * buffer.ClockHz / packet.ClockHz);
        var start = packet.Timestamp + sofar - Math.Min(sofar, (uint)buffer.PacketTicks);
        buffer.Put(packet.Sequence, start, packet.Ssrc, packet.PayloadType, packet.Marker, [], packet.ArrivedAt * 1000, timed: false);
    }

    private void Next(long microseconds)
    {
        switch (Buffer.Next(microseconds, out var payloadType, out var payload))
        {
            case PlayoutKind.Play: Play(payloadType, payload); break;
            case PlayoutKind.Skip: LeaveOut(payloadType, payload, microseconds); break;
            case PlayoutKind.Lost: Lost(PacketSamples); break;
            case PlayoutKind.Hold: Replace(PacketSamples); break;
            default: Rest(); break;
        }
    }

    private void Play(byte payloadType, ReadOnlySpan<byte> payload)
    {
        StarvedMilliseconds = 0;
        if (_table.IsNoise(payloadType)) { TakeDescription(payload); return; }
        if (payload.IsEmpty || !_table.TryFind(payloadType, out var place)) { Silence(PacketSamples, Last.Event); return; }
        _current = place;
        var samples = Decoder.Decode(payload, _raw);
        if (samples == 0) { Replace(PacketSamples); return; }
        Buffer.Lasted((int)((long)samples * Buffer.ClockHz / Decoder.SampleRate));
        _last = payload.Length <= PauseOctets ? Last.Pause : Last.Sound;
        _isSound = true;
        _noise.Stop();
        Add(_raw.AsSpan(0, samples));
    }

    /// <summary>One packet too many: what it says passes under a cross-fade into the next one, so that the delay shrinks.</summary>
    private void LeaveOut(byte payloadType, ReadOnlySpan<byte> payload, long microseconds)
    {
        if (_table.IsNoise(payloadType) || payload.IsEmpty || !_table.TryFind(payloadType, out var place)) { Play(payloadType, payload); return; }
        _current = place;
        var samples = Decoder.Decode(payload, _left);
        var kind = Buffer.Next(microseconds, out payloadType, out payload);
        if (kind is not (PlayoutKind.Play or PlayoutKind.Skip) || !_table.TryFind(payloadType, out var next) || next != place || payload.IsEmpty)
        {
            if (samples > 0) Add(_left.AsSpan(0, samples));
            if (kind is PlayoutKind.Play or PlayoutKind.Skip) Play(payloadType, payload);
            return;
        }
        var following = Decoder.Decode(payload, _raw);
        if (following == 0) { Add(_left.AsSpan(0, samples)); return; }
        Splice.Join(_left.AsSpan(0, samples), _raw.AsSpan(0, following), Decoder.SampleRate, out var from);
        (_last, _isSound, StarvedMilliseconds) = (Last.Sound, true, 0);
        Add(_raw.AsSpan(from, following - from));
    }

    /// <summary>A packet is missing; a later one may be here, perhaps with a copy of its sound.</summary>
    private void Lost(int samples)
    {
        if (_conceals && _last == Last.Sound && Buffer.TryPeekFollowing(out var payloadType, out var following) && _table.TryFind(payloadType, out var place) && place == _current
            && !following.IsEmpty && Decoder.TryRecover(following, _raw.AsSpan(0, samples))) Add(_raw.AsSpan(0, samples));
        else Replace(samples);
    }

    /// <summary>Something in the place of what is not here, as what was heard last suggests.</summary>
    private void Replace(int samples)
    {
        if (_last == Last.Noise) { Noise((int)((long)samples * _rate / Decoder.SampleRate)); return; }
        if (!_conceals || _last == Last.Event) { Silence(samples, _last); return; }
        Decoder.Conceal(_raw.AsSpan(0, samples));
        _isSound |= _last == Last.Sound;
        Add(_raw.AsSpan(0, samples));
    }

    /// <summary>Nothing is due: the noise of a pause, if the peer has said that it is one; else what is left of the sound, which fades.</summary>
    private void Rest()
    {
        if (_last is Last.Sound or Last.Event) StarvedMilliseconds += WaitMilliseconds;
        Replace(Decoder.SampleRate * WaitMilliseconds / 1000);
    }

    private void TakeDescription(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty) { Silence(PacketSamples, Last.Event); return; }
        _descriptionOctets = Math.Min(payload.Length, MostDescription);
        payload[.._descriptionOctets].CopyTo(_description);
        _noise.Update(payload);
        _last = Last.Noise;
        Noise((int)((long)Buffer.PacketTicks * _rate / Buffer.ClockHz));
    }

    private void Silence(int samples, Last last)
    {
        _last = last;
        _raw.AsSpan(0, samples).Clear();
        Add(_raw.AsSpan(0, samples));
    }

    private void Noise(int samples)
    {
        var room = _samples.End[..Math.Min(samples, _samples.Room)];
        _noise.Fill(room);
        _samples.Added(room.Length);
    }

    private void Add(ReadOnlySpan<short> decoded)
    {
        if (_resamplers[_current] is { } resampler)
        {
            if (resampler.MostOutput(decoded.Length) <= _samples.Room) _samples.Added(resampler.Convert(decoded, _samples.End));
            return;
        }
        if (decoded.Length > _samples.Room) return;
        decoded.CopyTo(_samples.End);
        _samples.Added(decoded.Length);
    }
}
