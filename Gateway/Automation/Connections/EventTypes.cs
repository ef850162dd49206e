namespace Telephony.Automation.Connections;

/// <summary>Callback events in the API's words.</summary>
internal static class EventTypes
{
    private const string Prefix = "Microsoft.Communication.";

    public const string CallConnected = Prefix + "CallConnected";
    public const string CallDisconnected = Prefix + "CallDisconnected";
    public const string CreateCallFailed = Prefix + "CreateCallFailed";
    public const string AnswerFailed = Prefix + "AnswerFailed";
    public const string ParticipantsUpdated = Prefix + "ParticipantsUpdated";
    public const string AddParticipantSucceeded = Prefix + "AddParticipantSucceeded";
    public const string AddParticipantFailed = Prefix + "AddParticipantFailed";
    public const string CancelAddParticipantSucceeded = Prefix + "CancelAddParticipantSucceeded";
    public const string CancelAddParticipantFailed = Prefix + "CancelAddParticipantFailed";
    public const string RemoveParticipantSucceeded = Prefix + "RemoveParticipantSucceeded";
    public const string MoveParticipantSucceeded = Prefix + "MoveParticipantSucceeded";
    public const string CallTransferAccepted = Prefix + "CallTransferAccepted";
    public const string CallTransferFailed = Prefix + "CallTransferFailed";
    public const string PlayStarted = Prefix + "PlayStarted";
    public const string PlayCompleted = Prefix + "PlayCompleted";
    public const string PlayFailed = Prefix + "PlayFailed";
    public const string PlayCanceled = Prefix + "PlayCanceled";
    public const string RecognizeCompleted = Prefix + "RecognizeCompleted";
    public const string RecognizeFailed = Prefix + "RecognizeFailed";
    public const string RecognizeCanceled = Prefix + "RecognizeCanceled";
    public const string HoldFailed = Prefix + "HoldFailed";
    public const string ToneReceived = Prefix + "ContinuousDtmfRecognitionToneReceived";
    public const string ToneRecognitionStopped = Prefix + "ContinuousDtmfRecognitionStopped";
    public const string SendDtmfTonesCompleted = Prefix + "SendDtmfTonesCompleted";
    public const string SendDtmfTonesFailed = Prefix + "SendDtmfTonesFailed";
    public const string RecordingStateChanged = Prefix + "RecordingStateChanged";
    public const string MediaStreamingStarted = Prefix + "MediaStreamingStarted";
    public const string MediaStreamingStopped = Prefix + "MediaStreamingStopped";
    public const string MediaStreamingFailed = Prefix + "MediaStreamingFailed";
    public const string TranscriptionStarted = Prefix + "TranscriptionStarted";
    public const string TranscriptionStopped = Prefix + "TranscriptionStopped";
    public const string TranscriptionUpdated = Prefix + "TranscriptionUpdated";
    public const string TranscriptionFailed = Prefix + "TranscriptionFailed";
}
