using System.Text.Json.Serialization;

namespace Telephony.Api.CallAutomation;

/// <summary>Records as the API's document names and spells them; what is null is not written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateCallRequest))]
[JsonSerializable(typeof(AnswerCallRequest))]
[JsonSerializable(typeof(RedirectCallRequest))]
[JsonSerializable(typeof(RejectCallRequest))]
[JsonSerializable(typeof(ConnectRequest))]
[JsonSerializable(typeof(CallConnectionProperties))]
[JsonSerializable(typeof(CallParticipant))]
[JsonSerializable(typeof(GetParticipantsResponse))]
[JsonSerializable(typeof(AddParticipantRequest))]
[JsonSerializable(typeof(AddParticipantResponse))]
[JsonSerializable(typeof(CancelAddParticipantRequest))]
[JsonSerializable(typeof(CancelAddParticipantResponse))]
[JsonSerializable(typeof(RemoveParticipantRequest))]
[JsonSerializable(typeof(MuteParticipantsRequest))]
[JsonSerializable(typeof(MoveParticipantsRequest))]
[JsonSerializable(typeof(MoveParticipantsResponse))]
[JsonSerializable(typeof(TransferToParticipantRequest))]
[JsonSerializable(typeof(PlayRequest))]
[JsonSerializable(typeof(RecognizeRequest))]
[JsonSerializable(typeof(SendDtmfTonesRequest))]
[JsonSerializable(typeof(TargetRequest))]
[JsonSerializable(typeof(StartCallRecordingRequest))]
[JsonSerializable(typeof(RecordingStateResponse))]
[JsonSerializable(typeof(RecordingMetadata))]
[JsonSerializable(typeof(ContextResult))]
internal sealed partial class CallAutomationJson : JsonSerializerContext;
