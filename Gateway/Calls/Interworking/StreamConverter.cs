using System.Diagnostics.CodeAnalysis;
using Telephony.Audio.Detection;
using Telephony.Rtp.Conversion;
using Telephony.Rtp.Events;

namespace Telephony.Calls.Interworking;

/// <summary>
/// One direction of a call whose packets do not cross as they are:
/// <code>
///  packet ─► jitter buffer ─► decode, conceal, noise ─► resample ─► digits out ─► digits in ─► encode ─► packet
/// </code>
/// Frames leave on a grid of the listener's packet time, which begins when the first packet has waited as long as the jitter buffer wants it to.
/// All memory is taken when it is made. Media worker only.
/// </summary>
internal sealed class StreamConverter : IStreamConverter
{
    /// <summary>Silence of the peer after which nothing is sent either: it pauses, or holds.</summary>
    private const int StarvedMilliseconds = 240;

    /// <summary>After a stall of the machine what is missed is left out, not sent in a burst.</summary>
    private const int MostBehind = 200;

    private readonly DirectionPlan _plan;
    private readonly StreamDecoder _decoder;
    private readonly FrameEncoder _encoder;
    private readonly DigitEar? _ear;
    private readonly DigitTones? _tones;
    private readonly FaxToneDetector? _fax;
    private readonly PauseSender? _pauses;
    private long _dueAt;
    private bool _playing;
    private bool _starts;

    private StreamConverter(DirectionPlan plan, StreamDecoder decoder, FrameEncoder encoder)
    {
        (_plan, _decoder, _encoder) = (plan, decoder, encoder);
        var rate = encoder.SampleRate;
        if (plan.TonesIn != TonesIn.Unheard) _ear = new DigitEar(rate, encoder.Frame.Length, removes: plan.TonesIn is TonesIn.Taken or TonesIn.Removed);
        if (plan.MakesTones) _tones = new DigitTones(rate);
        if (!plan.Fax) _fax = new FaxToneDetector(rate);
        if (plan.ToTakesNoise) _pauses = new PauseSender(encoder);
    }

    public bool OnlyListens => false;

    public bool MakesTones => _plan.MakesTones;

    /// <summary>False when a codec cannot be handled here; <paramref name="why"/> is a sentence for the operator.</summary>
    public static bool TryCreate(DirectionPlan plan, [NotNullWhen(true)] out StreamConverter? converter, [NotNullWhen(false)] out string? why)
    {
        converter = null;
        if (!FrameEncoder.TryCreate(plan.To, plan.PtimeMs, DecoderTable.BestRate(plan.From), out var encoder, out why)) return false;
        if (!StreamDecoder.TryCreate(plan.From, encoder.SampleRate, plan.Fax, out var decoder, out why))
        {
            encoder.Dispose();
            return false;
        }
        converter = new StreamConverter(plan, decoder, encoder);
        return true;
    }

    public void OnPacket(in ReceivedPacket packet, ReadOnlySpan<byte> payload) => _decoder.Put(packet, payload);

    public bool TryMakeTone(DtmfDigit digit, TimeSpan duration)
    {
        _tones?.Queue(digit, duration);
        return _tones is not null;
    }

    public bool OnBeat(in StreamOutput output)
    {
        if (!_playing && (_tones is { IsOn: true } || _decoder.IsDue(_encoder.Frame.Length, output.Now))) Begin(output.Now);
        if (output.Now - _dueAt > MostBehind) _dueAt = output.Now;
        while (_playing && _dueAt <= output.Now)
        {
            Make(output);
            _dueAt += _encoder.Milliseconds;
        }
        return true;
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _encoder.Dispose();
    }

    private void Begin(long at)
    {
        (_playing, _starts, _dueAt) = (true, true, at);
        _decoder.Begin();
    }

    private void Make(in StreamOutput output)
    {
        var frame = _encoder.Frame;
        _decoder.Fill(frame, _dueAt);
        Listen(frame, output);
        if (_decoder.StarvedMilliseconds >= StarvedMilliseconds && _tones is not { IsOn: true })
        {
            _playing = false;
            return;
        }
        if (_tones is { IsOn: true }) _tones.Replace(frame);
        else if (_pauses?.TrySend(_decoder, output) == true) { _starts = true; return; }
        var bytes = _encoder.Encode(output.Payload);
        output.Send(bytes, _encoder.Ticks, _starts);
        _starts = false;
    }

    private void Listen(Span<short> frame, in StreamOutput output)
    {
        if (_fax is not null && _fax.Process(frame) != FaxTone.None) output.HeardFax();
        if (_ear is null) return;
        var heard = _ear.Hear(frame);
        if (_plan.TonesIn == TonesIn.Removed) return;
        if (heard.Up is { } digit) output.Heard(digit, heard.Duration, passes: _plan.TonesIn == TonesIn.Taken);
        if (heard.Down is { } key && _plan.TonesIn == TonesIn.Taken) output.HeardBegin(key);
    }
}
