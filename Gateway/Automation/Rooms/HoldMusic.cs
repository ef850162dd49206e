using Telephony.Audio.Tones;
using Telephony.Calls.Steering;

namespace Telephony.Automation.Rooms;

/// <summary>What a held phone hears when the application names nothing: two soft notes every five seconds, so that nobody takes the silence for the end of the call.</summary>
public static class HoldMusic
{
    private static readonly Lazy<short[]> s_notes = new(Make);

    public static short[] Notes => s_notes.Value;

    private static short[] Make()
    {
        var sound = new short[5 * SteeredSound.SampleRate];
        Note(sound.AsSpan(0, SteeredSound.SampleRate / 2), 523.25);
        Note(sound.AsSpan(SteeredSound.SampleRate / 2, SteeredSound.SampleRate / 2), 659.25);
        return sound;
    }

    private static void Note(Span<short> part, double frequency)
    {
        var peak = ToneLevel.PeakOf(-24);
        for (var i = 0; i < part.Length; i++)
        {
            var swell = Math.Sin(Math.PI * i / part.Length);
            part[i] = (short)(peak * swell * Math.Sin(2 * Math.PI * frequency * i / SteeredSound.SampleRate));
        }
    }
}
