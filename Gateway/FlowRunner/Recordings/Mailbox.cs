using System.Text.Json;
using Telephony.Ivr.Flows.Engine;

namespace Telephony.FlowRunner.Recordings;

/// <summary>Mailboxes as folders: a sound file and a note beside it for each message.</summary>
internal static class Mailbox
{
    /// <returns>The sound file in the mailbox.</returns>
    public static async Task<string> DeliverAsync(string recordings, FlowAction.DeliverVoicemail voicemail, DateTimeOffset now)
    {
        var folder = Path.Combine(recordings, "voicemail", Plain(voicemail.Mailbox));
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, Path.GetFileName(voicemail.Recording));
        File.Move(voicemail.Recording, file, overwrite: true);
        var note = new Dictionary<string, object>(StringComparer.Ordinal) { ["from"] = voicemail.CallerNumber, ["at"] = now, ["seconds"] = Math.Round(voicemail.Length.TotalSeconds, 1), ["notify"] = voicemail.Notify };
        await File.WriteAllTextAsync(Path.ChangeExtension(file, ".json"), JsonSerializer.Serialize(note)).ConfigureAwait(false);
        return file;
    }

    // A name of a flow is no path.
    private static string Plain(string name)
    {
        var plain = string.Concat(name.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '+' ? c : '_'));
        return plain.Length is > 0 and <= 64 ? plain : "other";
    }
}
