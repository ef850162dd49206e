namespace Telephony.Audio.Codecs;

/// <summary>One codec of the table in <see cref="AudioCodecs"/>.</summary>
internal interface IAudioCodec
{
    string Name { get; }

    /// <summary>What has to be installed before it can be used, as a sentence for the operator; null when nothing.</summary>
    string? Missing => null;

    /// <summary>Why this format cannot be handled, as a sentence for the operator; null when it can.</summary>
    string? Fault(CodecFormat format);

    IAudioDecoder Decoder(CodecFormat format, int wantedRate);

    /// <param name="ptimeMs">A whole ten of milliseconds, 10 to 60.</param>
    IAudioEncoder Encoder(CodecFormat format, int ptimeMs, int availableRate);
}
