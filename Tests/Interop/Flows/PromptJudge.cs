using Telephony.Peers.Sounds;

namespace Telephony.Interop.Flows;

/// <summary>Finds prompts in a recording: each is spoken again by the same voice, and its sound looked for, quarter of a second by quarter of a second.</summary>
internal static class PromptJudge
{
    private const double Rate = HeardSound.Rate;

    /// <summary>Demands that the prompts were heard one after the other; of one that ends with "…" the beginning is enough: it was interrupted.</summary>
    public static async Task HeardAsync(WaveFile recording, string who, params string[] prompts)
    {
        var heard = new HeardSound(recording);
        var from = 0;
        foreach (var prompt in prompts)
        {
            var spoken = await SpokenPrompt.OfAsync(prompt.TrimEnd('…'));
            var (at, share) = (prompt.EndsWith('…') ? spoken.Beginning : spoken).Find(heard, from);
            if (share < SpokenPrompt.Enough) throw new NotHeardException($"{who} should have heard \"{prompt}\" behind second {from / Rate:0.0} of {heard.Length / Rate:0.0}; {share:P0} of it was found.");
            from = at;
        }
    }

    /// <summary>Demands that these samples, of 8000 a second, were heard.</summary>
    public static void Heard(WaveFile recording, string who, string what, short[] samples)
    {
        var (_, share) = new SpokenPrompt(samples).Find(new HeardSound(recording), 0);
        if (share < SpokenPrompt.Enough) throw new NotHeardException($"{who} should have heard {what}; {share:P0} of it was found.");
    }

    /// <summary>Demands that this was not heard.</summary>
    public static async Task NotHeardAsync(WaveFile recording, string who, string prompt)
    {
        var (at, share) = (await SpokenPrompt.OfAsync(prompt)).Find(new HeardSound(recording), 0);
        if (share >= 0.5) throw new NotHeardException($"{who} heard \"{prompt}\" at second {at / Rate:0.0}.");
    }
}
