namespace Telephony.Audio.Detection;

/// <summary>What a short window sounds like: silence, one or two steady frequencies, or anything else.</summary>
/// <param name="LowHz">The lower frequency; 0: no tone.</param>
/// <param name="HighHz">The higher of two; 0: there is only one.</param>
public readonly record struct HeardTone(bool IsSilent, float LowHz, float HighHz)
{
    public bool IsTone => LowHz > 0;

    public bool IsSingle => LowHz > 0 && HighHz == 0;

    /// <summary>The same tone, as far as can be measured.</summary>
    public bool IsLike(in HeardTone other, float toleranceHz = 25) =>
        IsSilent == other.IsSilent && IsTone == other.IsTone && Math.Abs(LowHz - other.LowHz) <= toleranceHz && Math.Abs(HighHz - other.HighHz) <= toleranceHz;
}
