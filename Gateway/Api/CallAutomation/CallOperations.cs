using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Automation.Commands;
using Telephony.Automation.Reception;

namespace Telephony.Api.CallAutomation;

/// <summary>Calls as a whole.</summary>
internal static class CallOperations
{
    public static async ValueTask<ApiAnswer> CreateAsync(ApiCall call, AutomationDesk desk)
    {
        if (!call.TryRead(CallAutomationJson.Default.CreateCallRequest, out var request, out var refused)) return refused;
        if (request.TeamsAppSource is not null) return ApiErrors.BadField("teamsAppSource", "Teams is reached by a trunk; leave it out");
        if (!StreamOperations.TryOrder(desk, request.MediaStreamingOptions, request.TranscriptionOptions, out var streams, out refused)) return refused;
        if (!IdentifierReader.TryCallees(call, "targets", request.Targets, CallCommands.MostTargets, out var targets, out refused)) return refused;
        if (!IdentifierReader.TryShown(request.SourceCallerIdNumber, out var shown, out refused)) return refused;
        if (!IdentifierReader.TryUser(call, "source", request.Source?.Id, out var source, out refused)) return refused;
        if (!WireReader.TryCallback("callbackUri", request.CallbackUri, needed: true, out var callback, out refused)) return refused;
        if (!WireReader.TryContext(request.OperationContext, out refused)) return refused;
        if (!ContextReader.TryContext(request.CustomCallingContext, out var custom, out refused)) return refused;
        var order = new CreateOrder(call.Resource.Name, targets, shown, callback!)   // needed, and there
        {
            DisplayName = request.SourceDisplayName ?? "", Context = request.OperationContext, Source = source, Custom = custom, Streams = streams,
        };
        return Answer(call, 201, await desk.CreateAsync(order).ConfigureAwait(false));
    }

    public static async ValueTask<ApiAnswer> AnswerAsync(ApiCall call, AutomationDesk desk)
    {
        if (!call.TryRead(CallAutomationJson.Default.AnswerCallRequest, out var request, out var refused)) return refused;
        if (string.IsNullOrEmpty(request.IncomingCallContext)) return ApiErrors.Missing("incomingCallContext");
        if (!StreamOperations.TryOrder(desk, request.MediaStreamingOptions, request.TranscriptionOptions, out var streams, out refused)) return refused;
        if (!WireReader.TryCallback("callbackUri", request.CallbackUri, needed: true, out var callback, out refused)) return refused;
        if (!WireReader.TryContext(request.OperationContext, out refused)) return refused;
        if (!IdentifierReader.TryUser(call, "answeredBy", request.AnsweredBy?.Id, out var answeredBy, out refused)) return refused;
        return Answer(call, 200, await desk.AnswerAsync(call.Resource.Name, request.IncomingCallContext, callback!, request.OperationContext, answeredBy, streams).ConfigureAwait(false));   // needed, and there
    }

    public static async ValueTask<ApiAnswer> RedirectAsync(ApiCall call, AutomationDesk desk)
    {
        if (!call.TryRead(CallAutomationJson.Default.RedirectCallRequest, out var request, out var refused)) return refused;
        if (string.IsNullOrEmpty(request.IncomingCallContext)) return ApiErrors.Missing("incomingCallContext");
        if (!IdentifierReader.TryCallee(call, "target", request.Target, out var target, out refused)) return refused;
        return Empty(204, await desk.RedirectAsync(call.Resource.Name, request.IncomingCallContext, target).ConfigureAwait(false));
    }

    public static async ValueTask<ApiAnswer> RejectAsync(ApiCall call, AutomationDesk desk)
    {
        if (!call.TryRead(CallAutomationJson.Default.RejectCallRequest, out var request, out var refused)) return refused;
        if (string.IsNullOrEmpty(request.IncomingCallContext)) return ApiErrors.Missing("incomingCallContext");
        var reason = RejectReason.None;
        if (request.CallRejectReason is { } word && !Enum.TryParse(word, ignoreCase: true, out reason)) return ApiErrors.BadField("callRejectReason", "allowed are none, busy, forbidden");
        return Empty(204, await desk.RejectAsync(call.Resource.Name, request.IncomingCallContext, reason).ConfigureAwait(false));
    }

    public static async ValueTask<ApiAnswer> ConnectAsync(ApiCall call, AutomationDesk desk)
    {
        if (!call.TryRead(CallAutomationJson.Default.ConnectRequest, out var request, out var refused)) return refused;
        if (!IdentifierReader.TryServerCall(request.CallLocator, out var server, out var nowhere)) return nowhere;
        if (!StreamOperations.TryOrder(desk, request.MediaStreamingOptions, request.TranscriptionOptions, out var streams, out refused)) return refused;
        if (!WireReader.TryCallback("callbackUri", request.CallbackUri, needed: true, out var callback, out refused)) return refused;
        if (!WireReader.TryContext(request.OperationContext, out refused)) return refused;
        return Answer(call, 200, await desk.ConnectAsync(call.Resource.Name, server, callback!, request.OperationContext, streams).ConfigureAwait(false));   // needed, and there
    }

    public static async ValueTask<ApiAnswer> GetAsync(ApiCall call, AutomationDesk desk) => Answer(call, 200, await desk.GetAsync(call.Resource.Name, call.Route("id")).ConfigureAwait(false));

    public static async ValueTask<ApiAnswer> HangUpAsync(ApiCall call, AutomationDesk desk, bool forEveryone) =>
        Empty(204, await desk.HangUpAsync(call.Resource.Name, call.Route("id"), forEveryone).ConfigureAwait(false));

    public static async ValueTask<ApiAnswer> TransferAsync(ApiCall call, AutomationDesk desk)
    {
        if (!call.TryRead(CallAutomationJson.Default.TransferToParticipantRequest, out var request, out var refused)) return refused;
        if (!IdentifierReader.TryCallee(call, "targetParticipant", request.TargetParticipant, out var target, out refused)) return refused;
        if (!WireReader.TryRawId("transferee", request.Transferee, needed: false, out var transferee, out refused)) return refused;
        if (!IdentifierReader.TryShown(request.SourceCallerIdNumber, out var shown, out refused)) return refused;
        if (!ContextReader.TryContext(request.CustomCallingContext, out var custom, out refused)) return refused;
        if (!WireReader.TryTerms(request.OperationContext, request.OperationCallbackUri, out var terms, out refused)) return refused;
        var outcome = await desk.TransferAsync(call.Resource.Name, call.Route("id"), new TransferOrder(target, transferee) { CallerId = shown, Custom = custom }, terms).ConfigureAwait(false);
        return outcome.IsRefused ? WireWriter.Refuse(outcome.Refused!) : Context(202, request.OperationContext);   // refused, so there is a reason
    }

    /// <summary>An answer that only gives the context back.</summary>
    public static ApiAnswer Context(int status, string? context) => ApiAnswer.Of(status, new ContextResult { OperationContext = context }, CallAutomationJson.Default.ContextResult);

    public static ApiAnswer Empty(int status, in Automation.Connections.Outcome<Taken> outcome) => outcome.Refused is { } refusal ? WireWriter.Refuse(refusal) : new ApiAnswer { Status = status };

    private static ApiAnswer Answer(ApiCall call, int status, in Automation.Connections.Outcome<ConnectionView> outcome)
    {
        if (outcome.Refused is { } refusal) return WireWriter.Refuse(refusal);
        call.Target = outcome.Value!.Id;   // not refused
        return ApiAnswer.Of(status, WireWriter.Connection(outcome.Value), CallAutomationJson.Default.CallConnectionProperties);
    }
}
