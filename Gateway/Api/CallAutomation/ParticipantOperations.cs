using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Automation.Commands;
using Telephony.Automation.Media;
using Telephony.Automation.Reception;

namespace Telephony.Api.CallAutomation;

/// <summary>The phones of a call.</summary>
internal static class ParticipantOperations
{
    public static async ValueTask<ApiAnswer> ListAsync(ApiCall call, AutomationDesk desk)
    {
        var outcome = await desk.ListParticipantsAsync(call.Resource.Name, call.Route("id")).ConfigureAwait(false);
        return outcome.Refused is { } refusal ? WireWriter.Refuse(refusal)
            : ApiAnswer.Ok(new GetParticipantsResponse([.. outcome.Value!.Select(WireWriter.Participant)]), CallAutomationJson.Default.GetParticipantsResponse);   // not refused
    }

    public static async ValueTask<ApiAnswer> GetAsync(ApiCall call, AutomationDesk desk)
    {
        var outcome = await desk.GetParticipantAsync(call.Resource.Name, call.Route("id"), call.Route("participantRawId")).ConfigureAwait(false);
        return outcome.Refused is { } refusal ? WireWriter.Refuse(refusal) : ApiAnswer.Ok(WireWriter.Participant(outcome.Value!), CallAutomationJson.Default.CallParticipant);   // not refused
    }

    public static async ValueTask<ApiAnswer> AddAsync(ApiCall call, AutomationDesk desk)
    {
        if (!call.TryRead(CallAutomationJson.Default.AddParticipantRequest, out var request, out var refused)) return refused;
        if (!IdentifierReader.TryCallee(call, "participantToAdd", request.ParticipantToAdd, out var callee, out refused)) return refused;
        if (!IdentifierReader.TryShown(request.SourceCallerIdNumber, out var shown, out refused)) return refused;
        if (!WireReader.TrySeconds("invitationTimeoutInSeconds", request.InvitationTimeoutInSeconds is 0 ? null : request.InvitationTimeoutInSeconds, 1, 180, out var patience, out refused)) return refused;
        if (!ContextReader.TryContext(request.CustomCallingContext, out var custom, out refused)) return refused;
        if (!WireReader.TryTerms(request.OperationContext, request.OperationCallbackUri, out var terms, out refused)) return refused;
        var order = new AddOrder(callee, shown) { DisplayName = request.SourceDisplayName ?? "", Patience = patience, Custom = custom };
        var outcome = await desk.AddParticipantAsync(call.Resource.Name, call.Route("id"), order, terms).ConfigureAwait(false);
        if (outcome.Refused is { } refusal) return WireWriter.Refuse(refusal);
        var response = new AddParticipantResponse(WireWriter.Participant(outcome.Value!.Participant), outcome.Value.Id) { OperationContext = request.OperationContext };   // not refused
        return ApiAnswer.Of(202, response, CallAutomationJson.Default.AddParticipantResponse);
    }

    public static async ValueTask<ApiAnswer> CancelAddAsync(ApiCall call, AutomationDesk desk)
    {
        if (!call.TryRead(CallAutomationJson.Default.CancelAddParticipantRequest, out var request, out var refused)) return refused;
        if (string.IsNullOrEmpty(request.InvitationId)) return ApiErrors.Missing("invitationId");
        if (!WireReader.TryTerms(request.OperationContext, request.OperationCallbackUri, out var terms, out refused)) return refused;
        var outcome = await desk.CancelAddParticipantAsync(call.Resource.Name, call.Route("id"), request.InvitationId, terms).ConfigureAwait(false);
        return outcome.Refused is { } refusal ? WireWriter.Refuse(refusal)
            : ApiAnswer.Of(202, new CancelAddParticipantResponse(request.InvitationId) { OperationContext = request.OperationContext }, CallAutomationJson.Default.CancelAddParticipantResponse);
    }

    public static async ValueTask<ApiAnswer> RemoveAsync(ApiCall call, AutomationDesk desk)
    {
        if (!call.TryRead(CallAutomationJson.Default.RemoveParticipantRequest, out var request, out var refused)) return refused;
        if (!WireReader.TryRawId("participantToRemove", request.ParticipantToRemove, needed: true, out var rawId, out refused)) return refused;
        if (!WireReader.TryTerms(request.OperationContext, request.OperationCallbackUri, out var terms, out refused)) return refused;
        var outcome = await desk.RemoveParticipantAsync(call.Resource.Name, call.Route("id"), rawId, terms).ConfigureAwait(false);
        return outcome.Refused is { } refusal ? WireWriter.Refuse(refusal) : CallOperations.Context(202, request.OperationContext);
    }

    public static async ValueTask<ApiAnswer> MuteAsync(ApiCall call, AutomationDesk desk, bool muted)
    {
        if (!call.TryRead(CallAutomationJson.Default.MuteParticipantsRequest, out var request, out var refused)) return refused;
        if (!WireReader.TryRawIds("targetParticipants", request.TargetParticipants, needed: true, out var rawIds, out refused)) return refused;
        var outcome = await desk.MuteAsync(call.Resource.Name, call.Route("id"), rawIds, muted).ConfigureAwait(false);
        return outcome.Refused is { } refusal ? WireWriter.Refuse(refusal) : CallOperations.Context(200, request.OperationContext);
    }

    public static async ValueTask<ApiAnswer> HoldAsync(ApiCall call, AutomationDesk desk)
    {
        if (!call.TryRead(CallAutomationJson.Default.TargetRequest, out var request, out var refused)) return refused;
        if (!WireReader.TryRawId("targetParticipant", request.TargetParticipant, needed: true, out var rawId, out refused)) return refused;
        PromptSource? music = null;
        if (request.PlaySourceInfo is not null && !WireReader.TrySource("playSourceInfo", request.PlaySourceInfo, out music, out refused)) return refused;
        if (!WireReader.TryTerms(request.OperationContext, request.OperationCallbackUri, out var terms, out refused)) return refused;
        return CallOperations.Empty(200, await desk.HoldAsync(call.Resource.Name, call.Route("id"), rawId, music, terms).ConfigureAwait(false));
    }

    public static async ValueTask<ApiAnswer> UnholdAsync(ApiCall call, AutomationDesk desk)
    {
        if (!call.TryRead(CallAutomationJson.Default.TargetRequest, out var request, out var refused)) return refused;
        if (!WireReader.TryRawId("targetParticipant", request.TargetParticipant, needed: true, out var rawId, out refused)) return refused;
        return CallOperations.Empty(200, await desk.UnholdAsync(call.Resource.Name, call.Route("id"), rawId).ConfigureAwait(false));
    }

    public static async ValueTask<ApiAnswer> MoveAsync(ApiCall call, AutomationDesk desk)
    {
        if (!call.TryRead(CallAutomationJson.Default.MoveParticipantsRequest, out var request, out var refused)) return refused;
        if (string.IsNullOrEmpty(request.FromCall)) return ApiErrors.Missing("fromCall");
        if (!WireReader.TryRawIds("targetParticipants", request.TargetParticipants, needed: true, out var rawIds, out refused)) return refused;
        if (!WireReader.TryTerms(request.OperationContext, request.OperationCallbackUri, out var terms, out refused)) return refused;
        var outcome = await desk.MoveAsync(call.Resource.Name, call.Route("id"), request.FromCall, rawIds, terms).ConfigureAwait(false);
        if (outcome.Refused is { } refusal) return WireWriter.Refuse(refusal);
        var response = new MoveParticipantsResponse([.. outcome.Value!.Select(WireWriter.Participant)], request.FromCall) { OperationContext = request.OperationContext };   // not refused
        return ApiAnswer.Of(202, response, CallAutomationJson.Default.MoveParticipantsResponse);
    }
}
