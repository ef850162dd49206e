using Telephony.Domain.Identity;
using Telephony.FlowRunner.Voicemail;
using Telephony.Ivr.Flows.Engine;

namespace Telephony.FlowRunner.Recordings;

/// <summary>Mailboxes as folders: a sound file and a note beside it for each message.</summary>
internal static class Mailbox
{
    /// <returns>The sound file in the mailbox.</returns>
    public static async Task<string> DeliverAsync(string recordings, FlowAction.DeliverVoicemail voicemail, ResourceId resource, CallId call, string called, DateTimeOffset now)
    {
        var folder = Path.Combine(recordings, "voicemail", Plain(voicemail.Mailbox));
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, Path.GetFileName(voicemail.Recording));
        File.Move(voicemail.Recording, file, overwrite: true);
        var note = new VoicemailNote(resource.Value, voicemail.Mailbox, call.ToString(), voicemail.CallerNumber, called, now, Math.Round(voicemail.Length.TotalSeconds, 1), voicemail.Notify);
        // Whole or not at all: it is looked for while it is written.
        var draft = file + ".tmp";
        await File.WriteAllTextAsync(draft, note.Write()).ConfigureAwait(false);
        File.Move(draft, file[..^".wav".Length] + VoicemailNote.New, overwrite: true);
        return file;
    }

    // A name of a flow is no path.
    private static string Plain(string name)
    {
        var plain = string.Concat(name.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '+' ? c : '_'));
        return plain.Length is > 0 and <= 64 ? plain : "other";
    }
}
