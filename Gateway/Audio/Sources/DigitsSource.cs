using Telephony.Audio.Tones;

namespace Telephony.Audio.Sources;

/// <summary>Keys as sound (ITU-T Q.23), one after another: for a listener that hears tones only. Legs that have agreed on telephone-event are sent events instead.</summary>
public static class DigitsSource
{
    public static readonly TimeSpan UsualTone = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan UsualPause = TimeSpan.FromMilliseconds(80);

    /// <param name="digits">0 to 9, *, #, A to D; a comma rests for a second; blanks and hyphens are passed over.</param>
    /// <param name="why">What is wrong with the digits, when they are.</param>
    public static bool TryCreate(string digits, int sampleRate, out IPcmSource? source, out string why, TimeSpan? tone = null, TimeSpan? pause = null)
    {
        (source, why) = (null, "");
        var parts = new List<IPcmSource>();
        foreach (var key in digits)
        {
            if (key is ' ' or '-') continue;
            if (key == ',') parts.Add(new SilenceSource(sampleRate, TimeSpan.FromSeconds(1)));
            else if (char.IsAsciiDigit(key) || char.ToUpperInvariant(key) is '*' or '#' or (>= 'A' and <= 'D'))
            {
                parts.Add(new ToneSource(Tone.Dtmf(key), sampleRate, tone ?? UsualTone));
                parts.Add(new SilenceSource(sampleRate, pause ?? UsualPause));
            }
            else
            {
                why = $"'{key}' is no key: 0 to 9, *, #, A to D can be sent, and a comma rests for a second.";
                return false;
            }
        }
        if (parts.Count == 0) { why = "There are no digits to send."; return false; }
        source = new PlaylistSource(parts, sampleRate);
        return true;
    }
}
