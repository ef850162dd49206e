namespace Telephony.Audio.Detection;

/// <summary>
/// Hears in-band keys (ITU-T Q.23) in a stream, within the bounds of ITU-T Q.24: 40 ms of tone and of pause, both tones within 1.8 % of their frequency,
/// rejected from 3.5 %; the higher tone up to 4 dB above or 8 dB below the lower; down to -32 dBm0 each; under noise 12 dB below.
/// <para>
/// A window of 16 ms moves by 8. In each the strongest tone of each group must make up nearly all of the power, and its phase must have advanced since the window before as its
/// frequency demands: a measurement of frequency to about 1 %, which voices, whose harmonics glide and come in more than two, do not pass three times running.
/// </para>
/// One stream, one owner, nothing allocated after construction.
/// </summary>
public sealed class DtmfDetector
{
    private const string Keys = "123A456B789C*0#D";
    private const int HopsPerWindow = 2;
    private const int Groups = 4;

    private static readonly double[] Frequencies = [697, 770, 852, 941, 1209, 1336, 1477, 1633];

    private readonly DtmfLimits _limits;
    private readonly ToneBank _bank;
    private readonly float[] _samples;              // one window
    private readonly float[] _powers = new float[ToneBank.Lanes];
    private readonly float[] _phases = new float[ToneBank.Lanes];
    private readonly float[] _phasesBefore = new float[ToneBank.Lanes];
    private readonly float[] _expected = new float[ToneBank.Lanes];
    private readonly int _sampleRate;
    private readonly int _hop;
    private int _filled;
    private DtmfTracker _tracker;
    private (int Row, int Column, float RowOff, float ColumnOff) _before;

    /// <param name="sampleRate">A multiple of 8000.</param>
    public DtmfDetector(int sampleRate = 8000, DtmfLimits? limits = null)
    {
        if (sampleRate <= 0 || sampleRate % 8000 != 0) throw new ArgumentOutOfRangeException(nameof(sampleRate), sampleRate, "A multiple of 8000 Hz is needed.");
        _limits = limits ?? new DtmfLimits();
        _sampleRate = sampleRate;
        _hop = sampleRate / 125;
        _samples = new float[_hop * HopsPerWindow];
        _bank = new ToneBank(Frequencies, _samples.Length, sampleRate);
        for (var i = 0; i < Frequencies.Length; i++) _expected[i] = (float)Math.IEEERemainder(2 * Math.PI * Frequencies[i] * _hop / sampleRate, 2 * Math.PI);
    }

    /// <summary>Whether a key seems to sound just now: earlier than an event, and sometimes wrong. For muting the tone where the event is sent another way.</summary>
    public bool IsSuspected => _tracker.IsSuspected;

    /// <summary>The key that sounds, or a NUL character.</summary>
    public char Current => _tracker.Current;

    /// <summary>Listens to the next samples of the stream, as many as come.</summary>
    /// <param name="events">At least one for each 8 ms of samples; ten for 60 ms.</param>
    /// <returns>How many events there were.</returns>
    public int Process(ReadOnlySpan<short> samples, Span<DtmfEvent> events)
    {
        var count = 0;
        while (!samples.IsEmpty)
        {
            var length = Math.Min(samples.Length, _samples.Length - _filled);
            for (var i = 0; i < length; i++) _samples[_filled + i] = samples[i];
            _filled += length;
            samples = samples[length..];
            if (_filled < _samples.Length) break;
            if (_tracker.Next(Heard(), out var happened) && count < events.Length) events[count++] = happened;
            _samples.AsSpan(_hop).CopyTo(_samples);
            _filled -= _hop;
        }
        return count;
    }

    public void Reset()
    {
        _filled = 0;
        _tracker = default;
        _before = default;
    }

    /// <summary>The key of the window just filled, or NUL.</summary>
    private char Heard()
    {
        _phases.CopyTo(_phasesBefore, 0);
        _bank.Measure(_samples, _powers, _phases);
        if (_bank.TotalPower < _limits.LeastPower) return '\0';
        var (row, column) = (Strongest(0), Strongest(Groups));
        var (low, high) = (_powers[row], _powers[column]);
        if (low + high < _limits.LeastShare / 2 * _bank.TotalPower) return '\0';        // nowhere near: the square roots can be spared

        var (rowOff, columnOff) = (Deviation(row), Deviation(column));
        if (!_limits.IsNear(rowOff, Frequencies[row]) || !_limits.IsNear(columnOff, Frequencies[column])) return '\0';
        if (!IsSteady(row, column, rowOff, columnOff)) return '\0';
        low /= _bank.Loss(rowOff, _sampleRate);
        high /= _bank.Loss(columnOff, _sampleRate);
        return low >= _limits.LeastPower && high >= _limits.LeastPower && low + high >= _limits.LeastShare * _bank.TotalPower && _limits.IsTwistAllowed(low, high)
            ? Keys[(row * Groups) + column - Groups]
            : '\0';
    }

    /// <summary>How far the tone is from the lane's frequency, in Hz, by the advance of its phase over one hop; ambiguous beyond 62 Hz.</summary>
    private float Deviation(int lane)
    {
        var advance = MathF.IEEERemainder(_phases[lane] - _phasesBefore[lane] - _expected[lane], 2 * MathF.PI);
        return advance * _sampleRate / (2 * MathF.PI * _hop);
    }

    /// <summary>Against the window before, if it had the same pair.</summary>
    private bool IsSteady(int row, int column, float rowOff, float columnOff)
    {
        var before = _before;
        _before = (row, column, rowOff, columnOff);
        return before.Row != row || before.Column != column
            || (Math.Abs(before.RowOff - rowOff) <= _limits.MostGlideHz && Math.Abs(before.ColumnOff - columnOff) <= _limits.MostGlideHz);
    }

    private int Strongest(int first)
    {
        var best = first;
        for (var i = first + 1; i < first + Groups; i++)
        {
            if (_powers[i] > _powers[best]) best = i;
        }
        return best;
    }
}
