using Telephony.Audio.Tones;
using Telephony.Calls.Steering;

namespace Telephony.FlowRunner.Recordings;

/// <summary>The tone after which one speaks.</summary>
internal static class Beep
{
    private static readonly Lazy<short[]> s_samples = new(static () => ToneGenerator.Make(new Tone([1000], -12), TimeSpan.FromMilliseconds(300), SteeredSound.SampleRate));

    public static short[] Samples => s_samples.Value;
}
