using Telephony.Audio.Resampling;
using Telephony.Calls.Interworking;
using Telephony.Rtp.Conversion;

namespace Telephony.Calls.Steering;

/// <summary>
/// What a phone hears of the gateway: frames are pulled from their source on the worker's clock, brought to the codec's rate and encoded.
/// <code>
///   source ─► 16 kHz, 20 ms ─► resample ─► keys as tones ─► encode ─► packet
/// </code>
/// All memory is taken when it is made. Media worker only.
/// </summary>
internal sealed class EndVoice : IStreamMaker
{
    private const int MostBehind = 200;

    private readonly IFrameSource _source;
    private readonly FrameEncoder _encoder;
    private readonly DigitTones _tones;
    private readonly StreamResampler? _resampler;
    private readonly SampleQueue _samples;
    private readonly short[] _frame = new short[SteeredSound.FrameSamples];
    private long _dueAt = -1;
    private bool _starts = true;

    public EndVoice(IFrameSource source, FrameEncoder encoder)
    {
        (_source, _encoder) = (source, encoder);
        _tones = new DigitTones(encoder.SampleRate);
        _resampler = encoder.SampleRate == SteeredSound.SampleRate ? null : new StreamResampler(SteeredSound.SampleRate, encoder.SampleRate, SteeredSound.FrameSamples);
        _samples = new SampleQueue(encoder.SampleRate / 5);
    }

    /// <summary>Keys for a phone that takes none but as sound.</summary>
    public DigitTones Tones => _tones;

    public bool OnBeat(in StreamOutput output)
    {
        if (_dueAt < 0 || output.Now - _dueAt > MostBehind) _dueAt = output.Now;
        for (; _dueAt <= output.Now; _dueAt += _encoder.Milliseconds)
        {
            while (_samples.Count < _encoder.Frame.Length) Next();
            _samples.Take(_encoder.Frame);
            if (_tones.IsOn) _tones.Replace(_encoder.Frame);
            output.Send(_encoder.Encode(output.Payload), _encoder.Ticks, _starts);
            _starts = false;
        }
        return true;
    }

    public void Dispose() => _encoder.Dispose();

    private void Next()
    {
        _source.Fill(_frame);
        if (_resampler is not null)
        {
            _samples.Added(_resampler.Convert(_frame, _samples.End));
            return;
        }
        _frame.CopyTo(_samples.End);
        _samples.Added(_frame.Length);
    }
}
