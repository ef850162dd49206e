using Telephony.FlowRunner.Voicemail;

namespace Telephony.FlowRunner.Recordings;

/// <summary>Messages that have been in their mailboxes long enough.</summary>
public static class OldVoicemail
{
    /// <summary>Deletes those that were left before then, with their notes: none that is not told yet, none that a mail waits to carry.</summary>
    /// <param name="recordings">The folder of recordings; mailboxes are below <c>voicemail</c>.</param>
    /// <param name="waiting">Recordings that are still to be mailed.</param>
    /// <returns>How many.</returns>
    public static int Sweep(string recordings, DateTimeOffset before, IReadOnlySet<string> waiting)
    {
        var mailboxes = Path.Combine(recordings, "voicemail");
        if (!Directory.Exists(mailboxes)) return 0;
        var deleted = 0;
        foreach (var file in Directory.EnumerateFiles(mailboxes, "*.wav", SearchOption.AllDirectories))
        {
            var plain = file[..^".wav".Length];
            if (File.GetLastWriteTimeUtc(file) >= before.UtcDateTime || waiting.Contains(file) || File.Exists(plain + VoicemailNote.New)) continue;
            File.Delete(file);
            File.Delete(plain + ".json");
            deleted++;
        }
        return deleted;
    }
}
