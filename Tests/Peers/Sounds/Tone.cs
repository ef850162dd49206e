namespace Telephony.Peers.Sounds;

public static class Tone
{
    /// <summary>A sine at half of full scale; with a whole number of periods in <paramref name="length"/> it repeats without a click.</summary>
    public static short[] Samples(int hertz, TimeSpan length, int samplesPerSecond)
    {
        var samples = new short[(int)(length.TotalSeconds * samplesPerSecond)];
        for (var i = 0; i < samples.Length; i++) samples[i] = (short)(16384 * Math.Sin(2 * Math.PI * hertz * i / samplesPerSecond));
        return samples;
    }
}
