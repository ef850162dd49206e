namespace Telephony.Peers.Sounds;

/// <summary>Which of several tones sounds when: the turns of a recording, in order, such as a voice, the music of a hold, and the voice again.</summary>
public static class ToneTurns
{
    private const int WindowMilliseconds = 10;
    private const int ShortestTurn = 10;      // windows: less is the moment between two tones
    private const int LongestGap = 6;

    /// <param name="tones">The tones to look for; everything else counts as silence.</param>
    public static IReadOnlyList<(int Hertz, TimeSpan Length)> Of(WaveFile sound, params ReadOnlySpan<int> tones)
    {
        var window = sound.SamplesPerSecond * WindowMilliseconds / 1000;
        var turns = new List<(int Hertz, int First, int Last)>();
        for (var i = 0; (i + 1) * window <= sound.Samples.Length; i++)
        {
            var heard = 0;
            foreach (var tone in tones)
            {
                if (ToneCheck.Of(sound.Samples.AsSpan(i * window, window), sound.SamplesPerSecond, tone).Heard > TimeSpan.Zero) heard = tone;
            }

            if (heard == 0) continue;
            if (turns.Count > 0 && turns[^1] is var last && last.Hertz == heard && i - last.Last <= LongestGap) turns[^1] = last with { Last = i };
            else turns.Add((heard, i, i));
        }

        return [.. turns.Where(static turn => turn.Last - turn.First >= ShortestTurn).Select(static turn => (turn.Hertz, TimeSpan.FromMilliseconds((turn.Last - turn.First + 1) * WindowMilliseconds)))];
    }
}
