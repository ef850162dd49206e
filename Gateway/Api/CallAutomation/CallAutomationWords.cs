using Telephony.Api.OpenApi;

namespace Telephony.Api.CallAutomation;

/// <summary>What the document says of the area.</summary>
internal static class CallAutomationWords
{
    private const string Told = "What came of it is told to the callback address, as CloudEvents.";

    private static readonly (int, System.Text.Json.Serialization.Metadata.JsonTypeInfo?)[] s_connection = [(200, CallAutomationJson.Default.CallConnectionProperties)];
    private static readonly (int, System.Text.Json.Serialization.Metadata.JsonTypeInfo?)[] s_context = [(202, CallAutomationJson.Default.ContextResult)];

    public static readonly IReadOnlyList<(string Name, ApiWords Words)> All =
    [
        ("CallAutomation_CreateCall", new("Call somebody, or several")
        {
            Request = CallAutomationJson.Default.CreateCallRequest, Answers = [(201, CallAutomationJson.Default.CallConnectionProperties)], Text = $"By the trunks and routes of the resource; `sourceCallerIdNumber` is one of its numbers. {Told}",
        }),
        ("CallAutomation_AnswerCall", new("Answer a call") { Request = CallAutomationJson.Default.AnswerCallRequest, Answers = s_connection, Text = "`incomingCallContext` is what the event `IncomingCall` has." }),
        ("CallAutomation_RedirectCall", new("Send a call on, without answering it") { Request = CallAutomationJson.Default.RedirectCallRequest, Answers = [(204, null)] }),
        ("CallAutomation_RejectCall", new("Refuse a call") { Request = CallAutomationJson.Default.RejectCallRequest, Answers = [(204, null)], Text = "`callRejectReason` is none, busy or forbidden." }),
        ("CallAutomation_Connect", new("Steer a call that is there") { Request = CallAutomationJson.Default.ConnectRequest, Answers = s_connection, Text = "By its `serverCallId`." }),
        ("CallConnection_GetCall", new("How a connection stands") { Answers = s_connection }),
        ("CallConnection_HangupCall", new("Leave a call") { Answers = [(204, null)], Text = "The others go on where there are others." }),
        ("CallConnection_TerminateCall", new("End a call for everyone") { Answers = [(204, null)] }),
        ("CallConnection_TransferToParticipant", new("Connect the caller with somebody else") { Request = CallAutomationJson.Default.TransferToParticipantRequest, Answers = s_context, Text = Told }),
        ("CallConnection_GetParticipants", new("Who is in a call") { Answers = [(200, CallAutomationJson.Default.GetParticipantsResponse)] }),
        ("CallConnection_GetParticipant", new("One participant") { Answers = [(200, CallAutomationJson.Default.CallParticipant)], Text = "By the raw id, encoded: `4%3A%2B14255550123`." }),
        ("CallConnection_AddParticipant", new("Call somebody into a call") { Request = CallAutomationJson.Default.AddParticipantRequest, Answers = [(202, CallAutomationJson.Default.AddParticipantResponse)], Text = Told }),
        ("CallConnection_CancelAddParticipant", new("Stop calling somebody in") { Request = CallAutomationJson.Default.CancelAddParticipantRequest, Answers = [(202, CallAutomationJson.Default.CancelAddParticipantResponse)], Text = "As long as nobody has answered." }),
        ("CallConnection_RemoveParticipant", new("Take somebody out of a call") { Request = CallAutomationJson.Default.RemoveParticipantRequest, Answers = s_context, Text = Told }),
        ("CallConnection_Mute", new("Let a participant not be heard") { Request = CallAutomationJson.Default.MuteParticipantsRequest, Answers = [(200, CallAutomationJson.Default.ContextResult)] }),
        ("CallConnection_Unmute", new("Let a participant be heard again") { Request = CallAutomationJson.Default.MuteParticipantsRequest, Answers = [(200, CallAutomationJson.Default.ContextResult)] }),
        ("CallConnection_MoveParticipants", new("Bring participants of another call here") { Request = CallAutomationJson.Default.MoveParticipantsRequest, Answers = [(202, CallAutomationJson.Default.MoveParticipantsResponse)], Text = Told }),
        ("CallMedia_Play", new("Play files, texts or SSML") { Request = CallAutomationJson.Default.PlayRequest, Answers = [(202, null)], Text = $"To everyone where `playTo` is empty. {Told}" }),
        ("CallMedia_Recognize", new("Ask for digits, a choice or speech") { Request = CallAutomationJson.Default.RecognizeRequest, Answers = [(202, null)], Text = Told }),
        ("CallMedia_CancelAllMediaOperations", new("Stop what is played and asked") { Answers = [(202, null)] }),
        ("CallMedia_SendDtmfTones", new("Press keys towards a participant") { Request = CallAutomationJson.Default.SendDtmfTonesRequest, Answers = s_context, Text = Told }),
        ("CallMedia_StartContinuousDtmfRecognition", new("Tell each key that a participant presses") { Request = CallAutomationJson.Default.TargetRequest, Answers = [(200, null)] }),
        ("CallMedia_StopContinuousDtmfRecognition", new("Tell keys no longer") { Request = CallAutomationJson.Default.TargetRequest, Answers = [(200, null)] }),
        ("CallMedia_DetectAnswer", new("Hear whether a person or a machine has answered") { Request = CallAutomationJson.Default.TargetRequest, Answers = [(202, null)], Text = $"Ours. {Told}" }),
        ("CallMedia_Hold", new("Let a participant wait, with music") { Request = CallAutomationJson.Default.TargetRequest, Answers = [(200, null)] }),
        ("CallMedia_Unhold", new("Take a participant back") { Request = CallAutomationJson.Default.TargetRequest, Answers = [(200, null)] }),
        ("CallMedia_StartMediaStreaming", new("Send the sound of a call to a WebSocket") { Request = StreamingJson.Default.StreamRequest, Answers = [(202, null)], Text = Told }),
        ("CallMedia_StopMediaStreaming", new("Send sound no longer") { Request = StreamingJson.Default.StreamRequest, Answers = [(202, null)], Text = Told }),
        ("CallMedia_StartTranscription", new("Send what is said to a WebSocket, as text") { Request = StreamingJson.Default.StreamRequest, Answers = [(202, null)], Text = Told }),
        ("CallMedia_StopTranscription", new("Send texts no longer") { Request = StreamingJson.Default.StreamRequest, Answers = [(202, null)], Text = Told }),
        ("CallMedia_UpdateTranscription", new("Listen in another language") { Request = StreamingJson.Default.StreamRequest, Answers = [(202, null)], Text = Told }),
        ("CallRecording_StartRecording", new("Record a call") { Request = CallAutomationJson.Default.StartCallRecordingRequest, Answers = [(200, CallAutomationJson.Default.RecordingStateResponse)], Text = "The event `RecordingFileStatusUpdated` says where the file is." }),
        ("CallRecording_GetRecordingProperties", new("How a recording stands") { Answers = [(200, CallAutomationJson.Default.RecordingStateResponse)] }),
        ("CallRecording_StopRecording", new("End a recording") { Answers = [(204, null)] }),
        ("CallRecording_PauseRecording", new("Leave out what comes") { Answers = [(202, null)] }),
        ("CallRecording_ResumeRecording", new("Record again") { Answers = [(202, null)] }),
        ("CallRecording_Download", new("The file of a recording") { Text = "Where `contentLocation` leads." }),
        ("CallRecording_Metadata", new("What the file of a recording is") { Answers = [(200, CallAutomationJson.Default.RecordingMetadata)] }),
        ("CallRecording_Delete", new("Delete the file of a recording") { Answers = [(204, null)] }),
    ];
}
