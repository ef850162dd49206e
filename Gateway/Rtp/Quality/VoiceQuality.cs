using Telephony.Rtp.Payloads;

namespace Telephony.Rtp.Quality;

/// <summary>
/// The E-model of ITU-T G.107 with its default values, reduced to what a gateway can see: delay, loss and codec.
/// R = 93.2 - Id - Ie,eff; MOS by G.107 annex B.
/// </summary>
public static class VoiceQuality
{
    private const double DefaultRating = 93.2;

    /// <summary>0 (nobody is content) to 93.2 (as good as narrowband gets).</summary>
    /// <param name="oneWayMilliseconds">Mouth to ear: half the round trip, jitter buffer and packet length.</param>
    /// <param name="lossPercent">0 to 100, taken as random loss (BurstR = 1).</param>
    public static double RFactor(AudioCodec codec, double oneWayMilliseconds, double lossPercent)
    {
        var (impairment, robustness) = FiguresOf(codec);
        var delay = (0.024 * oneWayMilliseconds) + (oneWayMilliseconds > 177.3 ? 0.11 * (oneWayMilliseconds - 177.3) : 0);
        var loss = Math.Clamp(lossPercent, 0, 100);
        var effective = impairment + ((95 - impairment) * loss / (loss + robustness));
        return Math.Clamp(DefaultRating - delay - effective, 0, 100);
    }

    /// <summary>1 to 4.5 (G.107 annex B).</summary>
    public static double MosOf(double rFactor) => rFactor switch
    {
        <= 0 => 1,
        >= 100 => 4.5,
        _ => Math.Clamp(1 + (0.035 * rFactor) + (rFactor * (rFactor - 60) * (100 - rFactor) * 7e-6), 1, 4.5),
    };

    /// <summary>
    /// Ie and Bpl of G.113 appendix I: G.711 with concealment, G.729A. G.722, Opus and AMR-WB are wideband codecs on this narrowband scale,
    /// so they count as unimpaired with the robustness of their concealment.
    /// </summary>
    private static (double Impairment, double Robustness) FiguresOf(AudioCodec codec) => codec switch
    {
        AudioCodec.Pcmu or AudioCodec.Pcma => (0, 25.1),
        AudioCodec.G729 => (11, 19),
        AudioCodec.G722 => (0, 20),
        AudioCodec.Opus or AudioCodec.AmrWb => (0, 25),
        _ => (5, 15),
    };
}
