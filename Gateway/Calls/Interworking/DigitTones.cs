using Telephony.Audio.Tones;
using Telephony.Rtp.Events;

namespace Telephony.Calls.Interworking;

/// <summary>Digits as sound in a stream: each replaces what is said for its time, with a pause behind it. A bounded number wait. Media worker only.</summary>
internal sealed class DigitTones(int sampleRate)
{
    private const int MostWaiting = 32;
    private const int PauseMilliseconds = 60;

    /// <summary>Short enough for a hasty machine, long enough for any detector (ITU-T Q.24: 40 ms).</summary>
    private static readonly (int Least, int Most) Milliseconds = (70, 2000);

    private readonly Queue<(byte Event, int Samples)> _waiting = new(MostWaiting);
    private double _lowStep;
    private double _highStep;
    private int _position;
    private int _samples;
    private int _pause;

    public bool IsOn => _samples > 0 || _pause > 0 || _waiting.Count > 0;

    public void Queue(DtmfDigit digit, TimeSpan duration)
    {
        if (_waiting.Count == MostWaiting || !digit.IsAudible) return;
        _waiting.Enqueue((digit.Event, (int)Math.Clamp(duration.TotalMilliseconds, Milliseconds.Least, Milliseconds.Most) * sampleRate / 1000));
    }

    /// <summary>Puts what is due in place of the samples.</summary>
    public void Replace(Span<short> frame)
    {
        var peak = ToneLevel.PeakOf(-9);
        for (var i = 0; i < frame.Length; i++)
        {
            if (_samples == 0 && _pause > 0) { _pause--; frame[i] = 0; continue; }
            if (_samples == 0 && !TryBegin()) return;
            frame[i] = (short)(peak * (Math.Sin(_lowStep * _position) + Math.Sin(_highStep * _position)));
            _position++;
            if (--_samples == 0) _pause = PauseMilliseconds * sampleRate / 1000;
        }
    }

    private bool TryBegin()
    {
        if (!_waiting.TryDequeue(out var next)) return false;
        var tone = Tones[next.Event];
        _lowStep = 2 * Math.PI * tone.FrequenciesHz[0] / sampleRate;
        _highStep = 2 * Math.PI * tone.FrequenciesHz[1] / sampleRate;
        (_position, _samples) = (0, next.Samples);
        return true;
    }

    private static readonly Tone[] Tones = [.. Enumerable.Range(0, DtmfDigit.Count - 1).Select(static e => Tone.Dtmf(new DtmfDigit((byte)e).Symbol))];
}
