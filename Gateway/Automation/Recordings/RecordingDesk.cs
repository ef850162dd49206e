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

    internal ConversationRecording? FindRunning(string id, ResourceId resource) => _running.TryGetValue(id, out var found) && found.Conversation.Resource == resource ? found : null;

    internal Outcome<RecordingView> Begin(Conversation conversation, RecordingTerms terms)
    {
        if (conversation.Recording is not null) return new Refusal(409, "RecordingInProgress", "The call is being recorded already.");
        var id = $"{conversation.Resource.Value}_{Guid.NewGuid():N}";
        if (!store.TryBegin(new RecordingOrder(id, terms.Format, terms.IsMixed ? 1 : Channels, isEncrypted), out var file, out var why)) return Refusals.Bad(why);
        var recording = new ConversationRecording(conversation, terms, file!, conversation.Desk.Now);   // it has begun
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

    private async Task CompleteAsync(ConversationRecording recording, string reason)
    {
        var desk = recording.Conversation.Desk;
        var files = await store.CompleteAsync(recording.File, CancellationToken.None).ConfigureAwait(false);
        await desk.Publish(StatusOf(recording, files, reason, desk.Now), CancellationToken.None).ConfigureAwait(false);
    }

    private NewEvent StatusOf(ConversationRecording recording, IReadOnlyList<RecordedFile> files, string reason, DateTimeOffset at)
    {
        var subject = $"/recording/call/{recording.Conversation.CorrelationId}/serverCallId/{recording.Conversation.ServerCallId}/recordingId/{recording.Id}";
        return NewEvent.Of(recording.Conversation.Resource, "Microsoft.Communication.RecordingFileStatusUpdated", subject, at, json =>
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
            json.WriteString("recordingStartTime", recording.StartedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'"));
            json.WriteNumber("recordingDurationMs", (long)files.Sum(static file => file.Duration.TotalMilliseconds));
            json.WriteString("recordingContentType", "Audio");
            json.WriteString("recordingChannelType", recording.Terms.IsMixed ? "Mixed" : "Unmixed");
            json.WriteString("recordingFormatType", recording.Terms.Format == RecordingFormat.Mp3 ? "Mp3" : "Wav");
            json.WriteString("sessionEndReason", reason);
        });
    }

    private static bool Owns(string id, ResourceId resource) => id.LastIndexOf('_') is var at and > 0 && id[..at] == resource.Value;
}
