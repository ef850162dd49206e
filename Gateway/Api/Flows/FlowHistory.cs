using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Domain.Flows;
using Telephony.Domain.Identity;

namespace Telephony.Api.Flows;

/// <summary>What flows did: figures per node, and the steps of a call.</summary>
internal static class FlowHistory
{
    private static readonly TimeSpan s_usual = TimeSpan.FromDays(7);

    public static async ValueTask<ApiAnswer> FiguresAsync(ApiCall call, FlowDesignServices services)
    {
        if (!call.TryTime("until", services.Clock.GetUtcNow(), out var until, out var refused) || !call.TryTime("from", until - s_usual, out var from, out refused)) return refused;
        int? version = null;
        if (call.Query("version") is not null)
        {
            if (!call.TryQuery("version", 1, int.MaxValue, 0, out var number, out var wrong)) return wrong;
            version = number;
        }
        var figures = await services.History.FiguresAsync(new FlowFigureQuery(call.Resource.Name, call.Route("name"), version, from, until), call.Cancellation).ConfigureAwait(false);
        return ApiAnswer.Ok(
            new FlowFigureList(call.Route("name"), version, from, until, [.. figures.Select(static one => new FlowFigureItem(
                one.Key.Node, one.Figures.Entries, one.Figures.Exits, one.Figures.DropOffs, Math.Round(one.Figures.DropOffShare, 4), one.Figures.Errors, one.Figures.Retries, one.Figures.Ends,
                Math.Round(one.Figures.MeanTime.TotalSeconds, 3), Math.Round(one.Figures.Time.TotalSeconds, 3)))]),
            FlowJson.Default.FlowFigureList);
    }

    public static async ValueTask<ApiAnswer> StepsAsync(ApiCall call, FlowDesignServices services)
    {
        if (!CallId.TryParse(call.Route("call"), out var id)) return ApiErrors.BadField("call", "allowed is the id of a call, 26 letters and digits");
        var steps = await services.History.StepsAsync(call.Resource.Name, id, call.Cancellation).ConfigureAwait(false);
        if (steps.Count == 0) return ApiErrors.NotFound($"No flow has a step of the call {id}.");
        return ApiAnswer.Ok(new FlowStepList(id.ToString(), [.. steps.Select(static step => new FlowStepItem(step.At, step.Flow, step.Version, step.Node, step.Kind.ToWord(), step.Detail, Math.Round(step.Time.TotalSeconds, 3)))]), FlowJson.Default.FlowStepList);
    }
}
