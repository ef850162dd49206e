using System.Globalization;
using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Automation.Commands;
using Telephony.Automation.Recordings;
using Telephony.Automation.Reception;
using Telephony.Media.Recording;

namespace Telephony.Api.CallAutomation;

/// <summary>Recordings of calls, and their files.</summary>
internal static class RecordingOperations
{
    private const string Kind = "azureCommunicationServices";

    public static async ValueTask<ApiAnswer> StartAsync(ApiCall call, AutomationDesk desk)
    {
        if (!call.TryRead(CallAutomationJson.Default.StartCallRecordingRequest, out var request, out var refused)) return refused;
        var server = "";
        if (string.IsNullOrEmpty(request.CallConnectionId) && !IdentifierReader.TryServerCall(request.CallLocator, out server, out var nowhere)) return nowhere;
        if (request.RecordingContentType is { } content && content != "audio") return ApiErrors.BadField("recordingContentType", "allowed is audio");
        RecordingFormat? format = request.RecordingFormatType switch { null or "wav" => RecordingFormat.Wav, "mp3" => RecordingFormat.Mp3, _ => null };
        if (format is not { } form) return ApiErrors.BadField("recordingFormatType", "allowed are wav, mp3");
        if (request.RecordingChannelType is not (null or "mixed" or "unmixed")) return ApiErrors.BadField("recordingChannelType", "allowed are mixed, unmixed");
        if (!WireReader.TryCallback("recordingStateCallbackUri", request.RecordingStateCallbackUri, needed: false, out var state, out refused)) return refused;
        if (!WireReader.TryRawIds("audioChannelParticipantOrdering", request.AudioChannelParticipantOrdering, needed: false, out var order, out refused)) return refused;
        var terms = new RecordingTerms(form, request.RecordingChannelType != "unmixed", request.PauseOnStart ?? false, state) { ChannelOrder = order };
        var outcome = await desk.StartRecordingAsync(call.Resource.Name, server, request.CallConnectionId ?? "", terms).ConfigureAwait(false);
        return Answer(call, outcome);
    }

    public static async ValueTask<ApiAnswer> GetAsync(ApiCall call, AutomationDesk desk)
    {
        var outcome = await desk.GetRecordingAsync(call.Resource.Name, call.Route("recordingId")).ConfigureAwait(false);
        return Answer(call, outcome);
    }

    public static async ValueTask<ApiAnswer> PauseAsync(ApiCall call, AutomationDesk desk) => CallOperations.Empty(202, await desk.PauseRecordingAsync(call.Resource.Name, call.Route("recordingId")).ConfigureAwait(false));

    public static async ValueTask<ApiAnswer> ResumeAsync(ApiCall call, AutomationDesk desk) => CallOperations.Empty(202, await desk.ResumeRecordingAsync(call.Resource.Name, call.Route("recordingId")).ConfigureAwait(false));

    public static async ValueTask<ApiAnswer> StopAsync(ApiCall call, AutomationDesk desk) => CallOperations.Empty(204, await desk.StopRecordingAsync(call.Resource.Name, call.Route("recordingId")).ConfigureAwait(false));

    public static ValueTask<ApiAnswer> DownloadAsync(ApiCall call, RecordingDesk recordings)
    {
        if (Find(call, recordings) is not { } file) return ValueTask.FromResult(NoFile);
        return ValueTask.FromResult(new ApiAnswer
        {
            Status = 200,
            Headers = [new("Content-Type", file.Format == RecordingFormat.Mp3 ? "audio/mpeg" : "audio/wav"), new("Content-Length", file.SizeBytes.ToString(CultureInfo.InvariantCulture))],
            Stream = http => recordings.CopyToAsync(file, http.Response.Body, http.RequestAborted),
        });
    }

    public static ValueTask<ApiAnswer> DescribeAsync(ApiCall call, RecordingDesk recordings) => ValueTask.FromResult(Find(call, recordings) is { } file
        ? ApiAnswer.Ok(new RecordingMetadata(file.Id, file.Index, (long)file.Duration.TotalMilliseconds, file.SizeBytes, file.Format == RecordingFormat.Mp3 ? "mp3" : "wav"), CallAutomationJson.Default.RecordingMetadata)
        : NoFile);

    public static ValueTask<ApiAnswer> DeleteAsync(ApiCall call, RecordingDesk recordings) =>
        ValueTask.FromResult(recordings.Delete(call.Route("recordingId"), call.Resource.Name) > 0 ? new ApiAnswer { Status = 200 } : NoFile);

    private static ApiAnswer NoFile => ApiErrors.NotFound("There is no such recording: it was deleted, or belongs to another resource.");

    private static RecordedFile? Find(ApiCall call, RecordingDesk recordings) =>
        int.TryParse(call.Route("index"), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? recordings.Find(call.Route("recordingId"), call.Resource.Name).FirstOrDefault(file => file.Index == index) : null;

    private static ApiAnswer Answer(ApiCall call, in Automation.Connections.Outcome<RecordingView> outcome)
    {
        if (outcome.Refused is { } refusal) return WireWriter.Refuse(refusal);
        call.Target = outcome.Value!.Id;   // not refused
        return ApiAnswer.Ok(new RecordingStateResponse(outcome.Value.Id, outcome.Value.IsActive ? "active" : "inactive", Kind), CallAutomationJson.Default.RecordingStateResponse);
    }
}
