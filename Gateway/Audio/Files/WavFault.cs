namespace Telephony.Audio.Files;

/// <summary>Why a file is not sound that can be played.</summary>
public enum WavFault : byte
{
    None,
    NotRiff,
    NoFormat,
    UnsupportedEncoding,
    UnsupportedRate,
    UnsupportedChannels,
    NoData,
    TooLong,
}

/// <summary>A fault and what it was about, with the sentence for the operator.</summary>
/// <param name="Found">The offending value: a format tag, a rate, a number of channels or octets.</param>
public readonly record struct WavRejection(WavFault Fault, long Found = 0)
{
    public const string Remedy = "Convert it with: sox IN.wav -r 8000 -c 1 -b 16 OUT.wav";

    /// <summary>What is wrong and what to change.</summary>
    public string Sentence => Fault switch
    {
        WavFault.None => "The file is fine.",
        WavFault.NotRiff => "It is not a WAV file: it does not begin with RIFF and WAVE.",
        WavFault.NoFormat => "It has no complete 'fmt ' chunk before its sound.",
        WavFault.UnsupportedEncoding => $"Its format tag is {Found} (or its sample size does not fit): 16-bit PCM (1), A-law (6) and mu-law (7) can be played. {Remedy}",
        WavFault.UnsupportedRate => $"Its sample rate is {Found} Hz: {WavReader.LowestRate} to {WavReader.HighestRate} Hz can be played. {Remedy}",
        WavFault.UnsupportedChannels => $"It has {Found} channels: one or two can be played. {Remedy}",
        WavFault.NoData => "It has no 'data' chunk, or an empty one.",
        WavFault.TooLong => $"Its sound has {Found} octets: at most {WavReader.MaxDataBytes} are allowed. Cut it, or bring it to 8000 Hz, mono.",
        _ => Fault.ToString(),
    };
}
