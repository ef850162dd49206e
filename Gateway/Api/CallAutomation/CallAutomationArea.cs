using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Automation.Recordings;
using Telephony.Automation.Reception;

namespace Telephony.Api.CallAutomation;

/// <summary>Calls that applications drive: <c>/calling</c> (call automation 2026-03-12).</summary>
public static class CallAutomationArea
{
    internal const string Name = "calling";

    public static void MapCallAutomation(this ApiRoutes api, AutomationDesk desk)
    {
        const string Connections = "/calling/callConnections";
        const string One = Connections + "/{id}";
        api.Area(Name)
            .Post(Connections, "CallAutomation_CreateCall", call => CallOperations.CreateAsync(call, desk), repeatable: true)
            .Post(Connections + ":answer", "CallAutomation_AnswerCall", call => CallOperations.AnswerAsync(call, desk), repeatable: true)
            .Post(Connections + ":redirect", "CallAutomation_RedirectCall", call => CallOperations.RedirectAsync(call, desk), repeatable: true)
            .Post(Connections + ":reject", "CallAutomation_RejectCall", call => CallOperations.RejectAsync(call, desk), repeatable: true)
            .Post(Connections + ":connect", "CallAutomation_Connect", call => CallOperations.ConnectAsync(call, desk), repeatable: true)
            .Get(One, "CallConnection_GetCall", call => CallOperations.GetAsync(call, desk))
            .Delete(One, "CallConnection_HangupCall", call => CallOperations.HangUpAsync(call, desk, forEveryone: false))
            .Post(One + ":terminate", "CallConnection_TerminateCall", call => CallOperations.HangUpAsync(call, desk, forEveryone: true), repeatable: true)
            .Post(One + ":transferToParticipant", "CallConnection_TransferToParticipant", call => CallOperations.TransferAsync(call, desk), repeatable: true)
            .Get(One + "/participants", "CallConnection_GetParticipants", call => ParticipantOperations.ListAsync(call, desk))
            .Get(One + "/participants/{participantRawId}", "CallConnection_GetParticipant", call => ParticipantOperations.GetAsync(call, desk))
            .Post(One + "/participants:add", "CallConnection_AddParticipant", call => ParticipantOperations.AddAsync(call, desk), repeatable: true)
            .Post(One + "/participants:cancelAddParticipant", "CallConnection_CancelAddParticipant", call => ParticipantOperations.CancelAddAsync(call, desk), repeatable: true)
            .Post(One + "/participants:remove", "CallConnection_RemoveParticipant", call => ParticipantOperations.RemoveAsync(call, desk), repeatable: true)
            .Post(One + "/participants:mute", "CallConnection_Mute", call => ParticipantOperations.MuteAsync(call, desk, muted: true), repeatable: true)
            .Post(One + "/participants:unmute", "CallConnection_Unmute", call => ParticipantOperations.MuteAsync(call, desk, muted: false), repeatable: true)
            .Post(One + "/participants:moveHere", "CallConnection_MoveParticipants", call => ParticipantOperations.MoveAsync(call, desk), repeatable: true)
            .Post(One + ":play", "CallMedia_Play", call => MediaOperations.PlayAsync(call, desk))
            .Post(One + ":recognize", "CallMedia_Recognize", call => MediaOperations.RecognizeAsync(call, desk))
            .Post(One + ":cancelAllMediaOperations", "CallMedia_CancelAllMediaOperations", call => MediaOperations.CancelAsync(call, desk))
            .Post(One + ":sendDtmfTones", "CallMedia_SendDtmfTones", call => MediaOperations.SendTonesAsync(call, desk), repeatable: true)
            .Post(One + ":startContinuousDtmfRecognition", "CallMedia_StartContinuousDtmfRecognition", call => MediaOperations.ListenAsync(call, desk, starts: true))
            .Post(One + ":stopContinuousDtmfRecognition", "CallMedia_StopContinuousDtmfRecognition", call => MediaOperations.ListenAsync(call, desk, starts: false))
            .Post(One + ":detectAnswer", "CallMedia_DetectAnswer", call => MediaOperations.DetectAnswerAsync(call, desk))
            .Post(One + ":hold", "CallMedia_Hold", call => ParticipantOperations.HoldAsync(call, desk))
            .Post(One + ":unhold", "CallMedia_Unhold", call => ParticipantOperations.UnholdAsync(call, desk))
            .Post("/calling/recordings", "CallRecording_StartRecording", call => RecordingOperations.StartAsync(call, desk), repeatable: true)
            .Get("/calling/recordings/{recordingId}", "CallRecording_GetRecordingProperties", call => RecordingOperations.GetAsync(call, desk))
            .Delete("/calling/recordings/{recordingId}", "CallRecording_StopRecording", call => RecordingOperations.StopAsync(call, desk))
            .Post("/calling/recordings/{recordingId}:pause", "CallRecording_PauseRecording", call => RecordingOperations.PauseAsync(call, desk))
            .Post("/calling/recordings/{recordingId}:resume", "CallRecording_ResumeRecording", call => RecordingOperations.ResumeAsync(call, desk));
        if (desk.Recordings is { } recordings) api.MapRecordingFiles(recordings);
        StreamOperations.Map(api.Area(Name), One, desk);
    }

    /// <summary>Where <c>contentLocation</c> leads: asked for without a version, as clients do.</summary>
    private static void MapRecordingFiles(this ApiRoutes api, RecordingDesk recordings)
    {
        const string File = "/calling/recordings/content/{recordingId}/{index}";
        api.Map(File, Of("CallRecording_Download", "GET"), call => RecordingOperations.DownloadAsync(call, recordings));
        api.Map(File + "/metadata", Of("CallRecording_Metadata", "GET"), call => RecordingOperations.DescribeAsync(call, recordings));
        api.Map(File, Of("CallRecording_Delete", "DELETE"), call => RecordingOperations.DeleteAsync(call, recordings));

        static ApiOperation Of(string name, string method) => new() { Area = Name, Name = name, Method = method, Access = ApiAccess.Resource, NeedsNoVersion = true };
    }

    internal static ApiAnswer NotThere(string what) => ApiErrors.Error(400, "OperationNotSupported", $"This gateway has no {what} yet; docs/call-automation.md lists what it has.");
}
