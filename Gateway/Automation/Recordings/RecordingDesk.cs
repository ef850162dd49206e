using Telephony.Automation.Connections;
using Telephony.Automation.Reception;
using Telephony.Domain.Events;
using Telephony.Domain.Identity;
using Telephony.Media.Recording;

namespace Telephony.Automation.Recordings;

/// <summary>
/// The recordings of applications' calls: those that run, on the desk's loop, and the files of those that are done, by any thread. A recording's id begins with its resource, so that files need no register.
/// </summary>
/// <param name="contentUrl">Where a file is found: gets the recording's id and the file's number.</param>
public sealed class RecordingDesk(RecordingStore store, Func<string, int, string> contentUrl, bool isEncrypted = false)
{
    /// <summary>Of an unmixed recording: four phones, and what is played to them.</summary>
    public const int Channels = 5;

    private readonly Dictionary<string, ConversationRecording> _running = new(StringComparer.Ordinal);

    /// <summary>The files of a recording that is done; none for one of another resource.</summary>
    public IReadOnlyList<RecordedFile> Find(string id, ResourceId resource) => Owns(id, resource) ? store.Find(id) : [];

    public Task CopyToAsync(RecordedFile file, Stream target, CancellationToken cancel) => store.CopyToAsync(file, target, cancel);

    /// <returns>How many files there were.</returns>
    public int Delete(string id, ResourceId resource) => Owns(id, resource) ? store.Delete(id) : 0;

    public int Sweep() => store.Sweep();

    /// <summary>At start, before the first call: recordings that a crash has cut are completed, and told of as others are, with the reason <c>GatewayRestarted</c>.</summary>
    /// <param name="served">Done when their files can be fetched: they are not told of before.</param>
    public void Recover(AutomationDesk desk, Task served)
    {
        store.Recover();
        foreach (var (id, text) in store.Notes.All())
        {
            if (RecordingNote.Read(text) is { } note && Owns(id, note.Resource)) _ = desk.Track(RecoverAsync(desk, id, note, served));
            else store.Notes.Delete(id);
        }
    }

    internal ConversationRecording? FindRunning(string id, ResourceId resource) => _running.TryGetValue(id, out var found) && found.Conversation.Resource == resource ? found : null;

    internal Outcome<RecordingView> Begin(Conversation conversation, RecordingTerms terms)
    {
        if (conversation.Recording is not null) return new Refusal(409, "RecordingInProgress", "The call is being recorded already.");
        var id = $"{conversation.Resource.Value}_{Guid.NewGuid():N}";
        if (!store.TryBegin(new RecordingOrder(id, terms.Format, terms.IsMixed ? 1 : Channels, isEncrypted), out var file, out var why)) return Refusals.Bad(why);
        var recording = new ConversationRecording(conversation, terms, file!, conversation.Desk.Now);   // it has begun
        store.Notes.Write(id, NoteOf(recording).Write());
        _running.Add(id, recording);
        conversation.Recording = recording;
        recording.Begin();
        return new RecordingView(id, recording.IsActive);
    }

    /// <summary>Its files are made ready beside the loop, and then told of.</summary>
    internal void End(ConversationRecording recording, string reason)
    {
        if (!_running.Remove(recording.Id)) return;
        recording.Conversation.Recording = null;
        recording.Stop();
        _ = recording.Conversation.Desk.Track(CompleteAsync(recording, reason));
    }

    private async Task RecoverAsync(AutomationDesk desk, string id, RecordingNote note, Task served)
    {
        await Task.Yield();   // the start goes on meanwhile
        var files = await store.CompleteAsync(new RecordingOrder(id, note.Format, note.IsMixed ? 1 : Channels, note.IsEncrypted), desk.Stopping).ConfigureAwait(false);
        await served.WaitAsync(desk.Stopping).ConfigureAwait(false);   // who stops before it tells of them at the next start
        if (files.Count > 0) await TellAsync(desk, id, note, files, "GatewayRestarted").ConfigureAwait(false);
        else store.Notes.Delete(id);
    }

    private async Task CompleteAsync(ConversationRecording recording, string reason)
    {
        var files = await store.CompleteAsync(recording.File, CancellationToken.None).ConfigureAwait(false);
        await TellAsync(recording.Conversation.Desk, recording.Id, NoteOf(recording), files, reason).ConfigureAwait(false);
    }

    /// <summary>The note goes when the event is stored: what comes in between is told of twice rather than never.</summary>
    private async Task TellAsync(AutomationDesk desk, string id, RecordingNote note, IReadOnlyList<RecordedFile> files, string reason)
    {
        await desk.Publish(StatusOf(id, note, files, reason, desk.Now), CancellationToken.None).ConfigureAwait(false);
        store.Notes.Delete(id);
    }

    private RecordingNote NoteOf(ConversationRecording recording) =>
        new(recording.Conversation.Resource, recording.Conversation.CorrelationId, recording.Conversation.ServerCallId, recording.StartedAt, recording.Terms.Format, recording.Terms.IsMixed, isEncrypted);

    private NewEvent StatusOf(string id, RecordingNote note, IReadOnlyList<RecordedFile> files, string reason, DateTimeOffset at)
    {
        var subject = $"/recording/call/{note.CorrelationId}/serverCallId/{note.ServerCallId}/recordingId/{id}";
        return NewEvent.Of(note.Resource, "Microsoft.Communication.RecordingFileStatusUpdated", subject, at, json =>
        {
            json.WriteStartObject("recordingStorageInfo");
            json.WriteStartArray("recordingChunks");
            foreach (var file in files)
            {
                var url = contentUrl(file.Id, file.Index);
                json.WriteStartObject();
                json.WriteString("documentId", $"{file.Id}.{file.Index}");
                json.WriteNumber("index", file.Index);
                json.WriteString("endReason", reason);
                json.WriteString("contentLocation", url);
                json.WriteString("metadataLocation", url + "/metadata");
                json.WriteString("deleteLocation", url);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteString("recordingStartTime", note.StartedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'"));
            json.WriteNumber("recordingDurationMs", (long)files.Sum(static file => file.Duration.TotalMilliseconds));
            json.WriteString("recordingContentType", "Audio");
            json.WriteString("recordingChannelType", note.IsMixed ? "Mixed" : "Unmixed");
            json.WriteString("recordingFormatType", files.All(static file => file.Format == RecordingFormat.Mp3) && files.Count > 0 ? "Mp3" : "Wav");
            json.WriteString("sessionEndReason", reason);
        });
    }

    private static bool Owns(string id, ResourceId resource) => id.LastIndexOf('_') is var at and > 0 && id[..at] == resource.Value;
}
