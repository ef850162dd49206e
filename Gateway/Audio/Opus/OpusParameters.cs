using System.Globalization;

namespace Telephony.Audio.Opus;

/// <summary>What the receiver asks of a sender in a=fmtp (RFC 7587 6.1 and 7.1). Unknown and damaged parameters are ignored.</summary>
/// <param name="MaxPlaybackRate">Highest rate the receiver can make use of, 8000 to 48 000.</param>
/// <param name="MaxAverageBitrate">6000 to 510 000 bit/s; null: the sender decides.</param>
/// <param name="Stereo">Whether the receiver prefers stereo. What is sent from here is mono, which every receiver takes.</param>
/// <param name="Cbr">Whether the receiver wants a constant bit rate.</param>
/// <param name="InbandFec">Whether it can make use of forward error correction.</param>
/// <param name="Dtx">Whether it prefers that silence is not sent.</param>
internal readonly record struct OpusParameters(int MaxPlaybackRate, int? MaxAverageBitrate, bool Stereo, bool Cbr, bool InbandFec, bool Dtx)
{
    private const int LowestBitrate = 6000;
    private const int HighestBitrate = 510_000;

    public static OpusParameters Read(string? fmtp)
    {
        var read = new OpusParameters(48_000, null, Stereo: false, Cbr: false, InbandFec: false, Dtx: false);
        foreach (var part in (fmtp ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || !int.TryParse(part.AsSpan(equals + 1).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value)) continue;
            read = part[..equals].TrimEnd().ToUpperInvariant() switch
            {
                "MAXPLAYBACKRATE" when value >= 8000 => read with { MaxPlaybackRate = Math.Min(value, 48_000) },
                "MAXAVERAGEBITRATE" when value > 0 => read with { MaxAverageBitrate = Math.Clamp(value, LowestBitrate, HighestBitrate) },
                "STEREO" => read with { Stereo = value == 1 },
                "CBR" => read with { Cbr = value == 1 },
                "USEINBANDFEC" => read with { InbandFec = value == 1 },
                "USEDTX" => read with { Dtx = value == 1 },
                _ => read,
            };
        }
        return read;
    }
}
