using Telephony.Audio.Tones;
using Telephony.Calls.Steering;

namespace Telephony.FlowRunner.Calls;

/// <summary>What a caller hears while somebody is rung for him: North America's ringing, two seconds of six.</summary>
internal static class Ringback
{
    private static readonly Lazy<short[]> s_samples = new(static () => ToneGenerator.Make(Tone.NorthAmericanRingback, TimeSpan.FromSeconds(6), SteeredSound.SampleRate));

    public static short[] Cycle => s_samples.Value;
}
