using Telephony.Audio.Codecs;
using Telephony.Audio.Resampling;
using Telephony.Rtp.Conversion;
using Telephony.Rtp.Playback;

namespace Telephony.Calls.Interworking;

/// <summary>A clip in a codec that is not kept ready made. Media worker only.</summary>
internal sealed class ClipMaker : IStreamMaker
{
    /// <summary>Of clips.</summary>
    public const int SampleRate = 8000;

    private const int MostBehind = 200;

    private readonly AudioClip _clip;
    private readonly FrameEncoder _encoder;
    private readonly StreamResampler? _resampler;
    private readonly SampleQueue _samples;
    private readonly short[] _raw = new short[SampleRate / 100];
    private readonly bool _loops;
    private int _position;
    private long _dueAt = -1;
    private bool _starts = true;

    public ClipMaker(AudioClip clip, FrameEncoder encoder, bool loop)
    {
        (_clip, _encoder, _loops) = (clip, encoder, loop);
        _resampler = encoder.SampleRate == SampleRate ? null : new StreamResampler(SampleRate, encoder.SampleRate);
        _samples = new SampleQueue(encoder.SampleRate / 5);
    }

    public bool OnBeat(in StreamOutput output)
    {
        if (_dueAt < 0 || output.Now - _dueAt > MostBehind) _dueAt = output.Now;
        for (; _dueAt <= output.Now; _dueAt += _encoder.Milliseconds)
        {
            if (_position >= _clip.MuLaw.Length && !_loops) return false;
            while (_samples.Count < _encoder.Frame.Length) Next();
            _samples.Take(_encoder.Frame);
            output.Send(_encoder.Encode(output.Payload), _encoder.Ticks, _starts);
            _starts = false;
        }
        return true;
    }

    public void Dispose() => _encoder.Dispose();

    private void Next()
    {
        if (_loops && _position >= _clip.MuLaw.Length) _position = 0;
        var part = _clip.MuLaw.Span[Math.Min(_position, _clip.MuLaw.Length)..];
        if (part.Length > _raw.Length) part = part[.._raw.Length];
        _raw.AsSpan().Clear();
        G711.Decode(G711Law.MuLaw, part, _raw);
        _position += _raw.Length;
        if (_resampler is not null) { _samples.Added(_resampler.Convert(_raw, _samples.End)); return; }
        _raw.CopyTo(_samples.End);
        _samples.Added(_raw.Length);
    }
}
