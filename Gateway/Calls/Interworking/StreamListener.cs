using System.Diagnostics.CodeAnalysis;
using Telephony.Rtp.Conversion;
using Telephony.Rtp.Events;

namespace Telephony.Calls.Interworking;

/// <summary>Hears the digits in a stream whose packets cross as they are, for who listens to the call. Media worker only.</summary>
internal sealed class StreamListener : IStreamConverter
{
    private const int FrameMilliseconds = 20;
    private const int EnoughHz = 16000;                 // for tones below 1700 Hz; G.722 has no lower rate
    private const int StarvedMilliseconds = 240;

    private readonly StreamDecoder _decoder;
    private readonly DigitEar _ear;
    private readonly short[] _frame;
    private long _dueAt;
    private bool _playing;

    private StreamListener(StreamDecoder decoder, int rate)
    {
        _decoder = decoder;
        _frame = new short[rate * FrameMilliseconds / 1000];
        _ear = new DigitEar(rate, _frame.Length, removes: false);
    }

    public bool OnlyListens => true;

    public bool MakesTones => false;

    /// <summary>False when the codec cannot be decoded here; <paramref name="why"/> is a sentence for the operator.</summary>
    public static bool TryCreate(DirectionPlan plan, [NotNullWhen(true)] out StreamListener? listener, [NotNullWhen(false)] out string? why)
    {
        var rate = Math.Min(DecoderTable.BestRate(plan.From), EnoughHz);
        listener = StreamDecoder.TryCreate(plan.From, rate, fax: false, out var decoder, out why) ? new StreamListener(decoder, rate) : null;
        return listener is not null;
    }

    public void OnPacket(in ReceivedPacket packet, ReadOnlySpan<byte> payload) => _decoder.Put(packet, payload);

    public bool TryMakeTone(DtmfDigit digit, TimeSpan duration) => false;

    public bool OnBeat(in StreamOutput output)
    {
        if (!_playing)
        {
            if (!_decoder.IsDue(_frame.Length, output.Now)) return true;
            (_playing, _dueAt) = (true, output.Now);
            _decoder.Begin();
        }
        for (; _playing && _dueAt <= output.Now; _dueAt += FrameMilliseconds)
        {
            _decoder.Fill(_frame, _dueAt);
            if (_ear.Hear(_frame) is { Up: { } digit } heard) output.Heard(digit, heard.Duration, passes: false);
            _playing = _decoder.StarvedMilliseconds < StarvedMilliseconds;
        }
        return true;
    }

    public void Dispose() => _decoder.Dispose();
}
