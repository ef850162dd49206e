using Telephony.Audio.Sources;

namespace Telephony.Media.Prompts;

/// <summary>What became of a prompt that was to be made ready.</summary>
public abstract record PromptOutcome
{
    /// <summary>Whole in memory; <see cref="PcmClip.Open"/> plays it at the rate of a leg.</summary>
    public sealed record Ready(PcmClip Clip) : PromptOutcome;

    public sealed record Failed(PromptRejection Why) : PromptOutcome;
}
