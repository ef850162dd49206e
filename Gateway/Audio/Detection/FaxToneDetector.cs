using Telephony.Audio.Tones;

namespace Telephony.Audio.Detection;

/// <summary>
/// Hears the tones by which fax machines and modems announce themselves, in windows of 16 ms that move by 8: the tone must make up most of the power and be within 38 Hz of 1100
/// (T.30) or 21 of 2100 (V.25 has 15; the rest is for measuring), for 300 ms of CNG or 400 of CED, drop-outs of up to 24 ms aside. Amplitude modulation (ANSam, 15 Hz, a fifth) passes. A reversal
/// of phase shows as such a drop-out, after which the tone goes on half a turn away. One stream, one owner, nothing allocated after construction.
/// </summary>
public sealed class FaxToneDetector
{
    private const int CallingHz = 1100;
    private const int AnsweringHz = 2100;
    private const float LeastShare = 0.75f;
    private const float LeastCallingShare = 0.5f;           // the window sees two thirds of a tone that is 38 Hz off

    private readonly ToneBank _bank;
    private readonly float[] _samples;
    private readonly float[] _powers = new float[ToneBank.Lanes];
    private readonly float[] _phases = new float[ToneBank.Lanes];
    private readonly float _leastPower = (float)(Math.Pow(ToneLevel.PeakOf(-38), 2) / 2);
    private readonly int _hop;
    private int _filled;
    private SteadyTone _calling;
    private SteadyTone _answering;

    /// <param name="sampleRate">A multiple of 8000.</param>
    public FaxToneDetector(int sampleRate = 8000)
    {
        if (sampleRate <= 0 || sampleRate % 8000 != 0) throw new ArgumentOutOfRangeException(nameof(sampleRate), sampleRate, "A multiple of 8000 Hz is needed.");
        _hop = sampleRate / 125;
        _samples = new float[2 * _hop];
        _bank = new ToneBank([CallingHz, AnsweringHz], _samples.Length, sampleRate);
        _calling = new SteadyTone(CallingHz, 38, windows: 38);
        _answering = new SteadyTone(AnsweringHz, 21, windows: 50);
    }

    /// <summary>Listens to the next samples of the stream.</summary>
    /// <returns>A tone when it has lasted long enough to be believed, once; a further <see cref="FaxTone.AnsweringWithReversals"/> at its first reversal.</returns>
    public FaxTone Process(ReadOnlySpan<short> samples)
    {
        var found = FaxTone.None;
        while (!samples.IsEmpty)
        {
            var length = Math.Min(samples.Length, _samples.Length - _filled);
            for (var i = 0; i < length; i++) _samples[_filled + i] = samples[i];
            _filled += length;
            samples = samples[length..];
            if (_filled < _samples.Length) break;
            var heard = Window();
            if (heard != FaxTone.None) found = heard;
            _samples.AsSpan(_hop).CopyTo(_samples);
            _filled -= _hop;
        }
        return found;
    }

    public void Reset()
    {
        _filled = 0;
        _calling.Reset();
        _answering.Reset();
    }

    private FaxTone Window()
    {
        _bank.Measure(_samples, _powers, _phases);
        var audible = _bank.TotalPower >= _leastPower;
        if (_calling.Next(audible && _powers[0] >= LeastCallingShare * _bank.TotalPower, _phases[0])) return FaxTone.Calling;
        var reversedBefore = _answering.Reversals > 0;
        if (_answering.Next(audible && _powers[1] >= LeastShare * _bank.TotalPower, _phases[1])) return _answering.Reversals > 0 ? FaxTone.AnsweringWithReversals : FaxTone.Answering;
        return _answering.IsFound && !reversedBefore && _answering.Reversals > 0 ? FaxTone.AnsweringWithReversals : FaxTone.None;
    }
}
