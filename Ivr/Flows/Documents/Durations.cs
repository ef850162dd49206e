using System.Globalization;

namespace Telephony.Ivr.Flows.Documents;

/// <summary>Times as documents write them: "500ms", "1.5s", "2m", "1h".</summary>
public static class Durations
{
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var unit = text.EndsWith("ms", StringComparison.Ordinal) ? 1 : text.EndsWith('s') ? 1000 : text.EndsWith('m') ? 60_000 : text.EndsWith('h') ? 3_600_000 : 0;
        if (unit == 0 || !double.TryParse(text.AsSpan(0, text.Length - (unit == 1 ? 2 : 1)), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
        var milliseconds = number * unit;
        if (milliseconds > 24 * 3_600_000) return false;   // no wait of a call is longer than a day
        duration = TimeSpan.FromMilliseconds(milliseconds);
        return true;
    }

    public static string Write(TimeSpan duration)
    {
        var ms = (long)duration.TotalMilliseconds;
        var (number, unit) = ms == 0 ? (0, "s") : ms % 3_600_000 == 0 ? (ms / 3_600_000, "h") : ms % 60_000 == 0 ? (ms / 60_000, "m") : ms % 1000 == 0 ? (ms / 1000, "s") : (ms, "ms");
        return string.Create(CultureInfo.InvariantCulture, $"{number}{unit}");
    }
}
