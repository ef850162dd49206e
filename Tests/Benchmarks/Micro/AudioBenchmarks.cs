using BenchmarkDotNet.Attributes;
using Telephony.Audio.Codecs;
using Telephony.Audio.ComfortNoise;
using Telephony.Audio.Concealment;
using Telephony.Audio.Detection;
using Telephony.Audio.Playout;
using Telephony.Audio.Resampling;

namespace Telephony.Benchmarks.Micro;

/// <summary>20 ms of a voice-like sound through each part of the audio path: nothing may be allocated.</summary>
[MemoryDiagnoser]
public class AudioBenchmarks
{
    private readonly short[] _narrow = Voice(8000);
    private readonly short[] _wide = Voice(16_000);
    private readonly short[] _place = new short[AudioFrame.MaxSamples];
    private readonly byte[] _payload = new byte[2000];
    private readonly DtmfEvent[] _events = new DtmfEvent[16];
    private readonly IAudioEncoder _muLawEncoder = Encoder("PCMU", 8000, 1, 8000);
    private readonly IAudioDecoder _muLawDecoder = Decoder("PCMU", 8000, 1, 8000);
    private readonly IAudioEncoder _aLawEncoder = Encoder("PCMA", 8000, 1, 8000);
    private readonly IAudioDecoder _aLawDecoder = Decoder("PCMA", 8000, 1, 8000);
    private readonly IAudioEncoder _linearEncoder = Encoder("L16", 16_000, 1, 16_000);
    private readonly IAudioDecoder _linearDecoder = Decoder("L16", 16_000, 1, 16_000);
    private readonly IAudioEncoder _wideEncoder = Encoder("G722", 8000, 1, 16_000);
    private readonly IAudioDecoder _wideDecoder = Decoder("G722", 8000, 1, 16_000);
    private readonly IAudioEncoder _opusNarrowEncoder = Encoder("opus", 48_000, 2, 8000);
    private readonly IAudioDecoder _opusNarrowDecoder = Decoder("opus", 48_000, 2, 8000);
    private readonly IAudioEncoder _opusWideEncoder = Encoder("opus", 48_000, 2, 16_000);
    private readonly IAudioDecoder _opusWideDecoder = Decoder("opus", 48_000, 2, 16_000);
    private readonly StreamResampler _up = new(8000, 16_000);
    private readonly StreamResampler _down = new(48_000, 8000);
    private readonly WaveformConcealment _concealment = new(8000);
    private readonly DtmfDetector _dtmf = new();
    private readonly FaxToneDetector _fax = new();
    private readonly SilenceDetector _silence = new(8000);
    private readonly ComfortNoiseGenerator _noise = new();
    private readonly JitterBuffer _jitter = new(8000);
    private byte[] _wideCodes = [];
    private byte[] _narrowOpus = [];
    private byte[] _wideOpus = [];
    private int _number;

    [GlobalSetup]
    public void Prepare()
    {
        _wideCodes = _payload[.._wideEncoder.Encode(_wide, _payload)];
        _narrowOpus = _payload[.._opusNarrowEncoder.Encode(_narrow, _payload)];
        _wideOpus = _payload[.._opusWideEncoder.Encode(_wide, _payload)];
        _noise.Update([50, 100, 120]);
    }

    [Benchmark]
    public int EncodeMuLaw() => _muLawEncoder.Encode(_narrow, _payload);

    [Benchmark]
    public int DecodeMuLaw() => _muLawDecoder.Decode(_payload.AsSpan(0, 160), _place);

    [Benchmark]
    public int EncodeALaw() => _aLawEncoder.Encode(_narrow, _payload);

    [Benchmark]
    public int DecodeALaw() => _aLawDecoder.Decode(_payload.AsSpan(0, 160), _place);

    [Benchmark]
    public int EncodeL16() => _linearEncoder.Encode(_wide, _payload);

    [Benchmark]
    public int DecodeL16() => _linearDecoder.Decode(_payload.AsSpan(0, 640), _place);

    [Benchmark]
    public int EncodeG722() => _wideEncoder.Encode(_wide, _payload);

    [Benchmark]
    public int DecodeG722() => _wideDecoder.Decode(_wideCodes, _place);

    [Benchmark]
    public int EncodeOpusNarrow() => _opusNarrowEncoder.Encode(_narrow, _payload);

    [Benchmark]
    public int DecodeOpusNarrow() => _opusNarrowDecoder.Decode(_narrowOpus, _place);

    [Benchmark]
    public int EncodeOpusWide() => _opusWideEncoder.Encode(_wide, _payload);

    [Benchmark]
    public int DecodeOpusWide() => _opusWideDecoder.Decode(_wideOpus, _place);

    [Benchmark]
    public int ResampleUp() => _up.Convert(_narrow, _place);

    [Benchmark]
    public int ResampleDown() => _down.Convert(_place.AsSpan(0, 960), _place);

    [Benchmark]
    public void LoseAndRecover()
    {
        _concealment.Conceal(_place.AsSpan(0, 160));
        _narrow.CopyTo(_place, 0);
        _concealment.Accept(_place.AsSpan(0, 160));
        _concealment.Accept(_place.AsSpan(0, 160));
    }

    [Benchmark]
    public int HearDigits() => _dtmf.Process(_narrow, _events);

    [Benchmark]
    public FaxTone HearFax() => _fax.Process(_narrow);

    [Benchmark]
    public bool JudgeSilence() => _silence.IsSpeech(_narrow);

    [Benchmark]
    public void MakeNoise() => _noise.Fill(_place.AsSpan(0, 160));

    [Benchmark]
    public PlayoutKind Buffer()
    {
        var now = 20_000L * ++_number;
        _jitter.Put((ushort)_number, (uint)_number * 160, 1, 0, marker: false, _payload.AsSpan(0, 160), now);
        return _jitter.Next(now, out _, out _);
    }

    private static IAudioEncoder Encoder(string name, int clock, int channels, int rate) =>
        AudioCodecs.TryCreateEncoder(new CodecFormat(name, clock, channels), 20, rate, out var encoder, out var why) ? encoder : throw new InvalidOperationException(why);

    private static IAudioDecoder Decoder(string name, int clock, int channels, int rate) =>
        AudioCodecs.TryCreateDecoder(new CodecFormat(name, clock, channels), rate, out var decoder, out var why) ? decoder : throw new InvalidOperationException(why);

    private static short[] Voice(int rate) =>
        [.. Enumerable.Range(0, rate / 50).Select(i => (short)Enumerable.Range(1, 12).Sum(harmonic => 4000.0 / harmonic * Math.Sin(2 * Math.PI * 140 * harmonic * i / rate)))];
}
