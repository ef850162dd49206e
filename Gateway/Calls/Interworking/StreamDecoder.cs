using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Telephony.Audio.Codecs;
using Telephony.Audio.Resampling;
using Telephony.Rtp.Conversion;
using Telephony.Sdp.OfferAnswer;

namespace Telephony.Calls.Interworking;

/// <summary>
/// The receiving end of a stream: packets of any agreed codec in, frames of samples at one rate out, without a hole: what is lost is concealed, a described pause
/// is filled with noise, what never came is silence. Media worker only.
/// </summary>
internal sealed class StreamDecoder : IDisposable
{
    private const int ConcealMilliseconds = 60;
    private const byte Comfort = 0xFE;
    private const byte Unknown = 0xFF;

    private readonly int _rate;
    private readonly bool _conceals;
    private readonly IAudioDecoder[] _decoders;
    private readonly StreamResampler?[] _resamplers;
    private readonly byte[] _places = new byte[128];      // by payload type
    private readonly PlayoutBuffer _buffer = new();
    private readonly SampleQueue _samples;
    private readonly short[] _raw = new short[AudioFrame.MaxSamples];
    private ComfortNoise _noise;
    private int _current;
    private int _packet;                                  // samples of the last packet, at its decoder's rate

    private StreamDecoder(int rate, bool conceals, List<IAudioDecoder> decoders)
    {
        (_rate, _conceals, _decoders) = (rate, conceals, [.. decoders]);
        _resamplers = [.. decoders.Select(decoder => decoder.SampleRate == rate ? null : new StreamResampler(decoder.SampleRate, rate))];
        _samples = new SampleQueue(rate * 300 / 1000);
        _packet = _decoders[0].SampleRate / 50;
    }

    /// <summary>How long nothing has come, beyond what was in the buffer.</summary>
    public int StarvedMilliseconds { get; private set; }

    public bool IsNoise => _noise.IsOn && _buffer.Count == 0;

    public byte NoiseLevel => _noise.Level;

    /// <summary>The rate of the best codec that may come: what is above it need not be encoded.</summary>
    public static int BestRate(ImmutableArray<AgreedCodec> codecs) =>
        codecs.Max(static agreed => agreed.Codec.IsAuxiliary ? 0 : agreed.Codec.Is("G722") ? 16000 : agreed.Codec.ClockHz);

    public static bool TryCreate(
        ImmutableArray<AgreedCodec> codecs, int rate, bool conceals, [NotNullWhen(true)] out StreamDecoder? made, [NotNullWhen(false)] out string? why)
    {
        (made, why) = (null, null);
        var decoders = new List<IAudioDecoder>();
        var places = new List<(int PayloadType, byte Place)>();
        foreach (var agreed in codecs)
        {
            if (agreed.Codec.Is("CN")) places.Add((agreed.ReceivePayloadType, Comfort));
            if (agreed.Codec.IsAuxiliary) continue;
            if (!AudioCodecs.TryCreateDecoder(CodecFormats.Of(agreed.Codec), rate, out var decoder, out var missing)) { why ??= missing; continue; }
            places.Add((agreed.ReceivePayloadType, (byte)decoders.Count));
            decoders.Add(decoder);
        }
        if (decoders.Count == 0)
        {
            why ??= "Nothing that the peer may send can be decoded.";
            return false;
        }
        made = new StreamDecoder(rate, conceals, decoders);
        made._places.AsSpan().Fill(Unknown);
        foreach (var (payloadType, place) in places) made._places[payloadType & 0x7F] = place;
        why = null;
        return true;
    }

    public bool TryPut(in ReceivedPacket packet, ReadOnlySpan<byte> payload) => _buffer.TryPut(packet, payload);

    /// <summary>A new stretch: nothing of the one before is left over.</summary>
    public void Begin()
    {
        _samples.Clear();
        StarvedMilliseconds = 0;
    }

    /// <summary>The next samples of the stream.</summary>
    /// <param name="mostDelay">Milliseconds that may wait in the buffer; of more, the oldest are left out.</param>
    public void Fill(Span<short> frame, int mostDelay)
    {
        while (_buffer.Count > 1 && _buffer.Count * PacketMilliseconds > mostDelay && _buffer.TryTake(out _, out _)) { }
        while (_samples.Count < frame.Length) Next();
        _samples.Take(frame);
    }

    public void Dispose()
    {
        foreach (var decoder in _decoders) decoder.Dispose();
    }

    private int PacketMilliseconds => _packet * 1000 / _decoders[_current].SampleRate;

    private void Next()
    {
        if (_buffer.TryTake(out var payloadType, out var payload)) Take(_places[payloadType], payload);
        else if (_buffer.Count > 0) Lost();
        else Starve();
    }

    private void Take(byte place, ReadOnlySpan<byte> payload)
    {
        StarvedMilliseconds = 0;
        if (place == Comfort) { _noise.Begin(payload); Noise(); return; }
        if (place == Unknown || payload.IsEmpty) { Silence(); return; }     // an event in place of sound
        _noise.End();
        _current = place;
        var samples = _decoders[place].Decode(payload, _raw);
        if (samples == 0) { Conceal(); return; }
        _packet = samples;
        Add(_raw.AsSpan(0, samples));
    }

    /// <summary>A packet is missing, and a later one is here, perhaps with a copy of its sound.</summary>
    private void Lost()
    {
        _buffer.Pass();
        if (_conceals && _buffer.TryPeek(0, out var payloadType, out var following) && _places[payloadType] == _current && !following.IsEmpty
            && _decoders[_current].TryRecover(following, _raw.AsSpan(0, _packet))) Add(_raw.AsSpan(0, _packet));
        else Conceal();
    }

    private void Starve()
    {
        if (_noise.IsOn) { Noise(); return; }
        if (StarvedMilliseconds < ConcealMilliseconds) Conceal();
        else Silence();
        StarvedMilliseconds += PacketMilliseconds;
    }

    private void Conceal()
    {
        if (!_conceals) { Silence(); return; }
        _decoders[_current].Conceal(_raw.AsSpan(0, _packet));
        Add(_raw.AsSpan(0, _packet));
    }

    private void Silence()
    {
        _raw.AsSpan(0, _packet).Clear();
        Add(_raw.AsSpan(0, _packet));
    }

    private void Noise()
    {
        var room = _samples.End[..(_rate / 50)];
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
