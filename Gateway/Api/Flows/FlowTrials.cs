using System.Text;
using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Drawing;
using Telephony.Ivr.FlowSimulator;

namespace Telephony.Api.Flows;

/// <summary>A version drawn, compared, and tried without a phone.</summary>
internal static class FlowTrials
{
    private const int MostLines = 2000;

    public static async ValueTask<ApiAnswer> DiffAsync(ApiCall call, FlowDesignServices services)
    {
        var (from, to) = (call.Query("from") ?? "", call.Query("to") ?? "draft");
        if (await FindAsync(call, services, from).ConfigureAwait(false) is not { } before) return FlowArea.NoFlow(call, What(from));
        if (await FindAsync(call, services, to).ConfigureAwait(false) is not { } after) return FlowArea.NoFlow(call, What(to));
        return ApiAnswer.Ok(new FlowChanges(Word(from, before.Version), Word(to, after.Version), FlowDiff.Compare(Encoding.UTF8.GetBytes(before.Document), Encoding.UTF8.GetBytes(after.Document))), FlowJson.Default.FlowChanges);
    }

    public static async ValueTask<ApiAnswer> DrawAsync(ApiCall call, FlowDesignServices services)
    {
        var which = call.Query("version") ?? "";
        if (await FindAsync(call, services, which).ConfigureAwait(false) is not { } found) return FlowArea.NoFlow(call, What(which));
        var (program, mistakes) = await services.Publisher.ComposeAsync(call.Resource.Name, found.Document, found.Version, call.Cancellation).ConfigureAwait(false);
        return program is null ? FlowArea.Refuse("FlowRefused", $"It cannot be drawn: {mistakes[0]}", mistakes) : ApiAnswer.Ok(new FlowChart(FlowDrawing.Mermaid(program.Main)), FlowJson.Default.FlowChart);
    }

    public static async ValueTask<ApiAnswer> SimulateAsync(ApiCall call, FlowDesignServices services)
    {
        if (!call.TryRead(FlowJson.Default.FlowTrialRequest, out var request, out var refused)) return refused;
        if (request.Calls is not { Length: > 0 } script) return ApiErrors.Missing("calls");
        if (script.Count(static c => c == '\n') > MostLines) return ApiErrors.BadField("calls", $"{MostLines} lines are allowed");
        var which = request.Version ?? "";
        if (await FindAsync(call, services, which).ConfigureAwait(false) is not { } found) return FlowArea.NoFlow(call, What(which));
        var (program, mistakes) = await services.Publisher.ComposeAsync(call.Resource.Name, found.Document, found.Version, call.Cancellation).ConfigureAwait(false);
        if (program is null) return FlowArea.Refuse("FlowRefused", $"It cannot be tried: {mistakes[0]}", mistakes);
        try
        {
            var (coverage, calls) = (new FlowCoverage(), CallScript.Run(program, script));
            foreach (var tried in calls) coverage.Add(tried.Call.Trace);
            return ApiAnswer.Ok(
                new FlowTrial([.. calls.Select(static one => new FlowTrialCall(one.Name, one.Failures.Count == 0, one.Failures, [.. one.Call.Transcript.Select(static line => line.ToString() ?? "")]))], [.. program.Flows.Values.Select(coverage.Summary)]),
                FlowJson.Default.FlowTrial);
        }
        catch (FormatException wrong)
        {
            return ApiErrors.BadField("calls", wrong.Message.TrimEnd('.'));
        }
    }

    private static ValueTask<(string Document, int Version)?> FindAsync(ApiCall call, FlowDesignServices services, string which) => services.Publisher.FindDocumentAsync(call.Resource.Name, call.Route("name"), which, call.Cancellation);

    private static string What(string which) => which switch { "" => " in force", "draft" => " with a draft", _ => $" with a version {which}" };

    private static string Word(string which, int version) => which == "draft" ? which : version.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
