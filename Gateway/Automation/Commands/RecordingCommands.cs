using Telephony.Automation.Connections;
using Telephony.Automation.Recordings;
using Telephony.Automation.Reception;
using Telephony.Domain.Identity;

namespace Telephony.Automation.Commands;

/// <summary>Recordings of calls. Any thread.</summary>
public static class RecordingCommands
{
    /// <param name="serverCallId">Of the call; empty: <paramref name="connection"/> names it.</param>
    public static Task<Outcome<RecordingView>> StartRecordingAsync(this AutomationDesk desk, ResourceId resource, string serverCallId, string connection, RecordingTerms terms) => desk.AskAsync(on =>
    {
        var conversation = serverCallId.Length > 0 ? on.FindConversation(serverCallId, resource) : on.FindConnection(connection, resource)?.Conversation;
        if (conversation is null) return new Refusal(404, "CallNotFound", "callLocator: there is no such call.");
        if (on.Recordings is not { } recordings) return Refusals.NoRecordings;
        return conversation.Connected.Any() ? recordings.Begin(conversation, terms) : Refusals.NotConnected;
    });

    public static Task<Outcome<RecordingView>> GetRecordingAsync(this AutomationDesk desk, ResourceId resource, string id) => desk.AskAsync<RecordingView>(on =>
        on.Recordings?.FindRunning(id, resource) is { } found ? new RecordingView(found.Id, found.IsActive) : Refusals.NoRecording);

    public static Task<Outcome<Taken>> PauseRecordingAsync(this AutomationDesk desk, ResourceId resource, string id) => With(desk, resource, id, static (_, recording) => recording.Pause());

    public static Task<Outcome<Taken>> ResumeRecordingAsync(this AutomationDesk desk, ResourceId resource, string id) => With(desk, resource, id, static (_, recording) => recording.Resume());

    public static Task<Outcome<Taken>> StopRecordingAsync(this AutomationDesk desk, ResourceId resource, string id) => With(desk, resource, id, static (recordings, recording) => recordings.End(recording, "CallStopped"));

    private static Task<Outcome<Taken>> With(AutomationDesk desk, ResourceId resource, string id, Action<RecordingDesk, ConversationRecording> act) => desk.AskAsync<Taken>(on =>
    {
        if (on.Recordings?.FindRunning(id, resource) is not { } recording) return Refusals.NoRecording;
        act(on.Recordings, recording);
        return Taken.Instance;
    });
}
