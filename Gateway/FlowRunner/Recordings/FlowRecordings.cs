using System.Text.RegularExpressions;
using Telephony.Domain.Identity;

namespace Telephony.FlowRunner.Recordings;

/// <summary>Recordings that flows made, by the names of their files. Voicemail is none of them: <see cref="OldVoicemail"/>.</summary>
public static partial class FlowRecordings
{
    /// <summary>Without ending: when, of which call, of which of its actions.</summary>
    internal static string NameOf(DateTimeOffset now, CallId call, int act) => FormattableString.Invariant($"{now:yyyyMMdd-HHmmss}-{call}-{act}");

    /// <summary>Deletes those that were written before then.</summary>
    /// <returns>How many.</returns>
    public static int Sweep(string folder, DateTimeOffset before)
    {
        if (!Directory.Exists(folder)) return 0;
        var deleted = 0;
        foreach (var file in Directory.EnumerateFiles(folder, "*.wav"))
        {
            if (!Name().IsMatch(Path.GetFileNameWithoutExtension(file)) || File.GetLastWriteTimeUtc(file) >= before.UtcDateTime) continue;
            File.Delete(file);
            deleted++;
        }
        return deleted;
    }

    [GeneratedRegex("^[0-9]{8}-[0-9]{6}-[0-9a-z]{26}-[0-9]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
