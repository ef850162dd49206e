using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Telephony.Calls.Interworking;
using Telephony.Rtp.Conversion;
using Telephony.Rtp.Events;
using Telephony.Sdp.OfferAnswer;

namespace Telephony.Calls.Steering;

/// <summary>
/// What the gateway hears of a phone: packets become frames of 16 kHz for whoever listens, and keys in the sound are told where the phone has no other way for them.
/// <code>
///   packet ─► jitter buffer ─► decode, conceal, noise ─► resample ─► keys ─► sink
/// </code>
/// Frames come without end; while the phone sends nothing they are silent. Media worker only.
/// </summary>
internal sealed class EndEar : IStreamConverter
{
    private const int StarvedMilliseconds = 240;
    private const int MostBehind = 200;

    private readonly StreamDecoder _decoder;
    private readonly IFrameSink _sink;
    private readonly DigitEar? _ear;
    private readonly short[] _frame = new short[SteeredSound.FrameSamples];
    private long _dueAt;
    private bool _playing;

    private EndEar(StreamDecoder decoder, IFrameSink sink, bool hearsTones)
    {
        (_decoder, _sink) = (decoder, sink);
        if (hearsTones) _ear = new DigitEar(SteeredSound.SampleRate, _frame.Length, removes: false);
    }

    public bool OnlyListens => false;

    public bool EndsHere => true;

    public bool MakesTones => false;

    /// <summary>False when the codec cannot be decoded here; <paramref name="why"/> is a sentence for the operator.</summary>
    public static bool TryCreate(ImmutableArray<AgreedCodec> codecs, IFrameSink sink, bool hearsTones, [NotNullWhen(true)] out EndEar? ear, [NotNullWhen(false)] out string? why)
    {
        ear = StreamDecoder.TryCreate(codecs, SteeredSound.SampleRate, fax: false, out var decoder, out why) ? new EndEar(decoder, sink, hearsTones) : null;
        return ear is not null;
    }

    public void OnPacket(in ReceivedPacket packet, ReadOnlySpan<byte> payload) => _decoder.Put(packet, payload);

    public bool TryMakeTone(DtmfDigit digit, TimeSpan duration) => false;

    public bool OnBeat(in StreamOutput output)
    {
        if (!_playing && _decoder.IsDue(_frame.Length, output.Now))
        {
            (_playing, _dueAt) = (true, output.Now);
            _decoder.Begin();
        }
        if (output.Now - _dueAt > MostBehind) _dueAt = output.Now;
        for (; _dueAt <= output.Now; _dueAt += SteeredSound.FrameMilliseconds)
        {
            if (_playing) Listen(output);
            else _frame.AsSpan().Clear();
            _sink.Hear(_frame);
        }
        return true;
    }

    public void Dispose() => _decoder.Dispose();

    private void Listen(in StreamOutput output)
    {
        _decoder.Fill(_frame, _dueAt);
        if (_ear?.Hear(_frame) is { Up: { } digit } heard) output.Heard(digit, heard.Duration, passes: false);
        _playing = _decoder.StarvedMilliseconds < StarvedMilliseconds;
    }
}
