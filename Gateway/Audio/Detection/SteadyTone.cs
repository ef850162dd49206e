namespace Telephony.Audio.Detection;

/// <summary>Follows one tone from window to window of 8 ms: how long it has lasted, and how often its phase was reversed.</summary>
/// <param name="frequency">In Hz.</param>
/// <param name="tolerance">In Hz, by the advance of the phase over a window.</param>
/// <param name="windows">How many it must last.</param>
internal struct SteadyTone(int frequency, float tolerance, int windows)
{
    private const float Seconds = 0.008f;
    private const int MostMissed = 3;

    private readonly float _expected = MathF.IEEERemainder(2 * MathF.PI * frequency * Seconds, 2 * MathF.PI);
    private readonly float _mostOff = 2 * MathF.PI * tolerance * Seconds;
    private float _phase;          // of the last window with the tone
    private float _drift;          // how much further than expected it turns per window
    private int _length;
    private int _missed;
    private bool _near;            // the window before had the tone

    public bool IsFound { get; private set; }

    public int Reversals { get; private set; }

    /// <param name="isLoud">Whether the tone makes up this window.</param>
    /// <param name="phase">Its phase at the end of the window.</param>
    /// <returns>True once, when the tone has lasted long enough.</returns>
    public bool Next(bool isLoud, float phase)
    {
        var turned = MathF.IEEERemainder(phase - _phase - ((_missed + 1) * (_expected + _drift)), 2 * MathF.PI);
        if (!isLoud)
        {
            _near = false;
            if (++_missed > MostMissed) Reset();
            return false;
        }
        if (_near)
        {
            if (MathF.Abs(turned + _drift) > _mostOff) return Stray(phase);
            _drift += 0.25f * turned;
        }
        else if (_length > MostMissed && MathF.Abs(turned) > 2)
        {
            Reversals++;
        }
        (_phase, _near, _length, _missed) = (phase, true, _length + 1 + _missed, 0);
        if (IsFound || _length < windows) return false;
        return IsFound = true;
    }

    public void Reset() => (_phase, _drift, _length, _missed, _near, IsFound, Reversals) = (0, 0, 0, 0, false, false, 0);

    /// <summary>Loud, but turning too fast or too slowly: another frequency, or a reversal within the window.</summary>
    private bool Stray(float phase)
    {
        if (++_missed > MostMissed) Reset();
        _near = _length == 0;
        if (_length == 0) _phase = phase;
        return false;
    }
}
