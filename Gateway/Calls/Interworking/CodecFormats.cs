using System.Collections.Immutable;
using Telephony.Audio.Codecs;
using Telephony.Sdp.Descriptions;

namespace Telephony.Calls.Interworking;

/// <summary>Codecs of the SDP room in the words of the audio room.</summary>
internal static class CodecFormats
{
    private static readonly CodecFormat[] Known = [new("PCMU", 8000), new("PCMA", 8000), new("G722", 8000), new("opus", 48000, 2)];

    /// <summary>Names of what this process can decode and encode.</summary>
    public static ImmutableArray<string> Convertible { get; } = [.. Known.Where(static format => AudioCodecs.IsAvailable(format, out _)).Select(static format => format.Name)];

    /// <summary>For the record, when two sides have no codec in common: which of those offered could be converted if this process had what it takes.</summary>
    public static string? WhyNot(SessionDescription offer)
    {
        foreach (var media in offer.Media)
        {
            foreach (var codec in media.IsAudio ? media.ReadCodecs() : [])
            {
                if (!codec.IsAuxiliary && Known.Any(known => codec.Is(known.Name)) && !AudioCodecs.IsAvailable(Of(codec), out var why)) return why;
            }
        }
        return null;
    }

    public static CodecFormat Of(SdpCodec codec) => new(codec.Name, codec.ClockHz, codec.Channels, codec.Fmtp);
}
