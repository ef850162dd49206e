using System.Diagnostics.CodeAnalysis;
using Telephony.Audio.Opus;

namespace Telephony.Audio.Codecs;

/// <summary>Makes decoders and encoders of a stream by the codec's name in the session description.</summary>
public static class AudioCodecs
{
    private static readonly IAudioCodec[] All =
    [
        new G711Codec("PCMU", G711Law.MuLaw), new G711Codec("PCMA", G711Law.ALaw), new G722Codec(), new OpusCodec(), new L16Codec(),
    ];

    /// <summary>Whether audio of this format can be decoded and encoded here.</summary>
    /// <param name="why">When not: a sentence for the operator that names the codec and what to change.</param>
    public static bool IsAvailable(CodecFormat format, [NotNullWhen(false)] out string? why) => TryFind(format, out _, out why);

    /// <summary>For each codec that this machine lacks something for: a sentence for the operator.</summary>
    public static IEnumerable<string> Missing => All.Select(static codec => codec.Missing).OfType<string>();

    /// <param name="wantedRate">The rate the samples will be used at. Opus decodes to 8000, 16 000, 24 000 or 48 000 at will; the other codecs have one rate and ignore it.</param>
    /// <param name="why">When false: a sentence for the operator.</param>
    public static bool TryCreateDecoder(CodecFormat format, int wantedRate, [NotNullWhen(true)] out IAudioDecoder? decoder, [NotNullWhen(false)] out string? why)
    {
        decoder = TryFind(format, out var codec, out why) ? codec.Decoder(format, wantedRate) : null;
        return decoder is not null;
    }

    /// <param name="ptimeMs">Length of a frame: 10, 20, 30, 40, 50 or 60 (<see cref="AudioFrame.Ptime"/>). Opus has no 30 and 50 and takes the next shorter: <see cref="IAudioEncoder.FrameSamples"/> tells.</param>
    /// <param name="availableRate">The rate the samples are made at; see <see cref="TryCreateDecoder"/>.</param>
    /// <param name="why">When false: a sentence for the operator.</param>
    public static bool TryCreateEncoder(
        CodecFormat format, int ptimeMs, int availableRate, [NotNullWhen(true)] out IAudioEncoder? encoder, [NotNullWhen(false)] out string? why)
    {
        encoder = null;
        if (!TryFind(format, out var codec, out why)) return false;
        if (ptimeMs is < AudioFrame.MinPtimeMs or > AudioFrame.MaxPtimeMs || ptimeMs % 10 != 0)
        {
            why = $"A packet time of {ptimeMs} ms cannot be sent: 10, 20, 30, 40, 50 or 60 can.";
            return false;
        }
        encoder = codec.Encoder(format, ptimeMs, availableRate);
        return true;
    }

    private static bool TryFind(CodecFormat format, [NotNullWhen(true)] out IAudioCodec? codec, [NotNullWhen(false)] out string? why)
    {
        foreach (var candidate in All)
        {
            if (!string.Equals(candidate.Name, format.Name, StringComparison.OrdinalIgnoreCase)) continue;
            why = candidate.Fault(format);
            codec = why is null ? candidate : null;
            return why is null;
        }
        codec = null;
        why = $"{format.Name}/{format.ClockHz} can be relayed but not decoded: there are {string.Join(", ", All.Select(static one => one.Name))}.";
        return false;
    }
}
