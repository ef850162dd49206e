using System.Diagnostics.CodeAnalysis;
using Telephony.Rtp.Conversion;
using Telephony.Rtp.Events;

namespace Telephony.Calls.Interworking;

/// <summary>
/// One direction of a call whose packets do not cross as they are:
/// <code>
///  packet ─► playout buffer ─► decode, conceal, noise ─► resample ─► digits in ─► encode ─► packet
/// </code>
/// Frames leave on a grid of the listener's packet time. The buffer begins two packets deep; what is late makes it deeper, and what piles up is taken out.
/// All memory is taken when it is made. Media worker only.
/// </summary>
internal sealed class StreamConverter : IStreamConverter
{
    private const int FirstDelayMilliseconds = 40;
    private const int MostDelayMilliseconds = 120;
    private const int FaxDelayMilliseconds = 100;

    /// <summary>Silence of the peer after which nothing is sent either: it pauses, or holds.</summary>
    private const int StarvedMilliseconds = 240;

    private readonly DirectionPlan _plan;
    private readonly StreamDecoder _decoder;
    private readonly FrameEncoder _encoder;
    private readonly DigitTones? _tones;
    private long _dueAt;
    private bool _playing;
    private bool _starts;
    private int _sinceNoise;

    private StreamConverter(DirectionPlan plan, StreamDecoder decoder, FrameEncoder encoder)
    {
        (_plan, _decoder, _encoder) = (plan, decoder, encoder);
        if (plan.MakesTones) _tones = new DigitTones(encoder.SampleRate);
    }

    /// <summary>False when a codec cannot be handled here; <paramref name="why"/> is a sentence for the operator.</summary>
    public static bool TryCreate(DirectionPlan plan, [NotNullWhen(true)] out StreamConverter? converter, [NotNullWhen(false)] out string? why)
    {
        converter = null;
        if (!FrameEncoder.TryCreate(plan.To, plan.PtimeMs, StreamDecoder.BestRate(plan.From), out var encoder, out why)) return false;
        if (!StreamDecoder.TryCreate(plan.From, encoder.SampleRate, conceals: !plan.Fax, out var decoder, out why))
        {
            encoder.Dispose();
            return false;
        }
        converter = new StreamConverter(plan, decoder, encoder);
        return true;
    }

    public void OnPacket(in ReceivedPacket packet, ReadOnlySpan<byte> payload)
    {
        if (!_decoder.TryPut(packet, payload) || _playing) return;
        Begin(packet.ArrivedAt + (_plan.Fax ? FaxDelayMilliseconds : FirstDelayMilliseconds));
    }

    public bool TryMakeTone(DtmfDigit digit, TimeSpan duration)
    {
        _tones?.Queue(digit, duration);
        return _tones is not null;
    }

    public bool OnBeat(in StreamOutput output)
    {
        if (!_playing && _tones is { IsOn: true }) Begin(output.Now);
        while (_playing && _dueAt <= output.Now)
        {
            Make(output);
            _dueAt += _plan.PtimeMs;
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
        _decoder.Fill(frame, MostDelayMilliseconds);
        if (_decoder.StarvedMilliseconds >= StarvedMilliseconds && _tones is not { IsOn: true })
        {
            _playing = false;
            return;
        }
        if (_tones is { IsOn: true }) _tones.Replace(frame);
        else if (_plan.ToTakesNoise && _decoder.IsNoise) { SendNoise(output); return; }
        _sinceNoise = 0;
        var bytes = _encoder.Encode(output.Payload);
        output.Send(bytes, _encoder.Ticks, _starts);
        _starts = false;
    }

    /// <summary>The peer's pause stays a pause: its description crosses, and is repeated now and then (RFC 3389 4).</summary>
    private void SendNoise(in StreamOutput output)
    {
        if (_sinceNoise % 400 == 0)
        {
            output.Payload[0] = _decoder.NoiseLevel;
            output.SendComfortNoise(1, _encoder.Ticks);
        }
        else
        {
            output.Send(0, _encoder.Ticks, starts: false);
        }
        _sinceNoise += _plan.PtimeMs;
        _starts = true;
    }
}
