using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Api.CallAutomation;
using Telephony.Automation.Callbacks;
using Telephony.Automation.Connections;
using Telephony.Automation.Media;
using Telephony.Automation.Reception;
using Telephony.Automation.Streams;
using Telephony.Domain.Identity;
using Telephony.Domain.Numbers;
using Telephony.Support.Contracts;
using Xunit;

namespace Telephony.Unit.Api;

/// <summary>The call automation area against the service's document: every operation is there, every field of a request has a place, every answer has the documented shape.</summary>
public sealed class CallAutomationContractTests
{
    private static readonly CallAutomationDocument Document = CallAutomationDocument.Shared;

    /// <summary>Fields that are taken and make no difference here: what they are about is the service's own.</summary>
    private static readonly HashSet<string> WithoutEffect = new(StringComparer.Ordinal)
    {
        "CreateCallRequest.callIntelligenceOptions", "AnswerCallRequest.callIntelligenceOptions", "ConnectRequest.callIntelligenceOptions",   // where the service's speech is
        "PhoneNumberIdentifierModel.assertedId",                                                                                             // of answers
        "PlaySourceInternal.playSourceCacheId", "TextSourceInternal.voiceKind", "TextSourceInternal.customVoiceEndpointId", "SsmlSourceInternal.customVoiceEndpointId",
        "RecognizeOptions.speechRecognitionModelEndpointId",
        "StartCallRecordingRequest.channelAffinity", "StartCallRecordingRequest.externalStorage",
    };

    /// <summary>Events that nothing here leads to: what would be told by them is refused at once.</summary>
    private static readonly HashSet<string> NeverSent = new(StringComparer.Ordinal)
    {
        "Microsoft.Communication.ConnectFailed", "Microsoft.Communication.StartRecordingFailed", "Microsoft.Communication.ContinuousDtmfRecognitionToneFailed",
        "Microsoft.Communication.RemoveParticipantFailed", "Microsoft.Communication.MoveParticipantFailed",
    };

    private static readonly Dictionary<string, JsonTypeInfo> Requests = new(StringComparer.Ordinal)
    {
        ["CreateCallRequest"] = CallAutomationJson.Default.CreateCallRequest, ["AnswerCallRequest"] = CallAutomationJson.Default.AnswerCallRequest, ["RedirectCallRequest"] = CallAutomationJson.Default.RedirectCallRequest,
        ["RejectCallRequest"] = CallAutomationJson.Default.RejectCallRequest, ["ConnectRequest"] = CallAutomationJson.Default.ConnectRequest,
        ["TransferToParticipantRequest"] = CallAutomationJson.Default.TransferToParticipantRequest, ["AddParticipantRequest"] = CallAutomationJson.Default.AddParticipantRequest,
        ["CancelAddParticipantRequest"] = CallAutomationJson.Default.CancelAddParticipantRequest, ["RemoveParticipantRequest"] = CallAutomationJson.Default.RemoveParticipantRequest,
        ["MuteParticipantsRequest"] = CallAutomationJson.Default.MuteParticipantsRequest, ["MoveParticipantsRequest"] = CallAutomationJson.Default.MoveParticipantsRequest,
        ["PlayRequest"] = CallAutomationJson.Default.PlayRequest, ["RecognizeRequest"] = CallAutomationJson.Default.RecognizeRequest, ["SendDtmfTonesRequest"] = CallAutomationJson.Default.SendDtmfTonesRequest,
        ["ContinuousDtmfRecognitionRequest"] = CallAutomationJson.Default.TargetRequest, ["HoldRequest"] = CallAutomationJson.Default.TargetRequest, ["UnholdRequest"] = CallAutomationJson.Default.TargetRequest,
        ["StartCallRecordingRequest"] = CallAutomationJson.Default.StartCallRecordingRequest,
        ["StartMediaStreamingRequest"] = StreamingJson.Default.StreamRequest, ["StopMediaStreamingRequest"] = StreamingJson.Default.StreamRequest,
        ["StartTranscriptionRequest"] = StreamingJson.Default.StreamRequest, ["StopTranscriptionRequest"] = StreamingJson.Default.StreamRequest, ["UpdateTranscriptionRequest"] = StreamingJson.Default.StreamRequest,
    };

    [Fact]
    public async Task Every_operation_of_the_document_is_served_and_no_more_than_it_are_repeatable()
    {
        Assert.Equal(34, Document.Operations.Count);
        await using var bench = await StartAsync();
        foreach (var operation in Document.Operations)
        {
            var path = operation.Path.Replace("{callConnectionId}", "7c1d", StringComparison.Ordinal).Replace("{participantRawId}", "4%3A%2B14255550123", StringComparison.Ordinal).Replace("{recordingId}", "r", StringComparison.Ordinal);
            var answer = await bench.SendAsync(bench.Signed(new HttpMethod(operation.Method), path + "?api-version=2026-03-12", operation.Method == "POST" ? "{}" : null));
            Assert.True(answer.Status is 400 or 404 or 503, $"{operation.Id}: {answer.Status} {answer.Text}");
            Assert.False(answer.Message.StartsWith("There is no such address", StringComparison.Ordinal), operation.Id);
            Assert.Empty(Document.MistakesOf("CommunicationErrorResponse", answer.Json));
        }
    }

    [Fact]
    public void Every_field_of_every_request_has_a_place()
    {
        var missing = new List<string>();
        foreach (var (schema, type) in Requests) Compare(schema, type.Type, missing, []);
        Assert.Empty(missing.Distinct());
    }

    [Fact]
    public void Every_answer_has_the_documented_shape()
    {
        var phone = new ParticipantView("+14255550123", IsMuted: false, IsOnHold: true);
        var user = "8:acs:6a5d2c34-0f8f-4b5c-9b57-0c6c1f0f7a11_01939b4e-6c2f-7f5a-8d0b-5c1a4f0b9e11";
        var view = new ConnectionView("c", "s", "r", ConnectionState.TransferAccepted, new Uri("https://a.example/")) { Targets = ["+14255550123", user, "sip:alice@example.com", ""], CallerId = "+14255550150", DisplayName = "Sales", OnBehalfOf = user, Media = new StreamView("m", IsActive: true), Transcription = new StreamView("t", IsActive: false, "en-US") };
        Is("CallConnectionPropertiesInternal", WireWriter.Connection(view), CallAutomationJson.Default.CallConnectionProperties);
        Is("CallConnectionPropertiesInternal", WireWriter.Connection(view with { AnsweredFor = "+14255550150", CallerId = "" }), CallAutomationJson.Default.CallConnectionProperties);
        Is("CallParticipantInternal", WireWriter.Participant(phone), CallAutomationJson.Default.CallParticipant);
        Is("GetParticipantsResponse", new GetParticipantsResponse([WireWriter.Participant(phone)]), CallAutomationJson.Default.GetParticipantsResponse);
        Is("AddParticipantResponse", new AddParticipantResponse(WireWriter.Participant(phone), "i") { OperationContext = "x" }, CallAutomationJson.Default.AddParticipantResponse);
        Is("CancelAddParticipantResponse", new CancelAddParticipantResponse("i") { OperationContext = "x" }, CallAutomationJson.Default.CancelAddParticipantResponse);
        Is("MoveParticipantsResponse", new MoveParticipantsResponse([WireWriter.Participant(phone)], "c") { OperationContext = "x" }, CallAutomationJson.Default.MoveParticipantsResponse);
        foreach (var schema in (string[])["MuteParticipantsResult", "RemoveParticipantResponse", "SendDtmfTonesResult", "TransferCallResponse"]) Is(schema, new ContextResult { OperationContext = "x" }, CallAutomationJson.Default.ContextResult);
        Is("RecordingStateResponse", new RecordingStateResponse("r", "active", "azureCommunicationServices"), CallAutomationJson.Default.RecordingStateResponse);
    }

    [Fact]
    public void Every_event_of_the_document_is_told_but_for_those_that_nothing_leads_to()
    {
        Assert.Equal(38, Document.Events.Count);
        var ours = typeof(EventTypes).GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static).Where(static field => field.IsPublic).Select(static field => (string)field.GetValue(null)!).ToHashSet();   // constants
        Assert.Empty(ours.Except(Document.Events.Keys));
        Assert.Empty(Document.Events.Keys.Except(ours).Except(NeverSent));
    }

    private static void Is<T>(string schema, T value, JsonTypeInfo<T> type) => Assert.Empty(Document.MistakesOf(schema, JsonSerializer.SerializeToElement(value, type)));

    private static void Compare(string schema, Type type, List<string> missing, HashSet<string> seen)
    {
        if (!seen.Add(schema)) return;
        var ours = type.GetProperties().ToDictionary(static property => JsonNamingPolicy.CamelCase.ConvertName(property.Name), static property => property.PropertyType);
        foreach (var (name, refers) in Document.FieldsOf(schema))
        {
            if (!ours.TryGetValue(name, out var field))
            {
                if (!WithoutEffect.Contains($"{schema}.{name}")) missing.Add($"{schema}.{name}");
                continue;
            }
            var inner = field.IsGenericType && field.GetGenericArguments() is [var item] ? item : field;
            if (refers.Length > 0 && inner.Namespace == "Telephony.Api.CallAutomation") Compare(refers, inner, missing, seen);
        }
    }

    private static Task<ApiBench> StartAsync() => ApiBench.StartAsync(static api => api.MapCallAutomation(new AutomationDesk(
        new NoPrompts(), new NoWire(), static (_, _) => ValueTask.CompletedTask, new NumberCatalogueHolder(), TimeProvider.System, NullLoggerFactory.Instance)));

    private sealed class NoPrompts : IPromptLibrary
    {
        public ValueTask<PromptOutcome> GetAsync(PromptSource source, ResourceId resource, CancellationToken cancellation) => throw new InvalidOperationException("Nothing is played here.");
    }

    private sealed class NoWire : ICallbackWire
    {
        public ValueTask<CallbackReply> SendAsync(Callback callback, ResourceId resource, CancellationToken cancellation) => throw new InvalidOperationException("Nothing is told here.");
    }
}
