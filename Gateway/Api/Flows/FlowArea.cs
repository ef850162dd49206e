using System.Globalization;
using System.Text;
using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Ivr.Library;

namespace Telephony.Api.Flows;

/// <summary>Call flows of a resource as their designers work on them: drafts, versions, what is in force. In a style of our own: the service that clients come from has no such area.</summary>
public static class FlowArea
{
    internal const string Json = "application/json; charset=utf-8";

    public static void MapFlows(this ApiRoutes api, FlowDesignServices services)
    {
        api.Area("flows")
            .Get("/flows", "Flows_List", call => ListAsync(call, services))
            .Get("/flows/{name}", "Flows_Get", call => GetAsync(call, services))
            .Delete("/flows/{name}", "Flows_Delete", call => DeleteAsync(call, services))
            .Get("/flows/{name}/draft", "Flows_GetDraft", call => DocumentAsync(call, services, "draft"))
            .Delete("/flows/{name}/draft", "Flows_DeleteDraft", call => DropAsync(call, services))
            .Get("/flows/{name}/versions/{version}", "Flows_GetVersion", call => DocumentAsync(call, services, call.Route("version")))
            .Post("/flows/{name}/:publish", "Flows_Publish", call => PublishAsync(call, services), repeatable: true)
            .Post("/flows/{name}/:rollback", "Flows_Rollback", call => RollBackAsync(call, services), repeatable: true)
            .Post("/flows/{name}/:retire", "Flows_Retire", call => RetireAsync(call, services), repeatable: true)
            .Get("/flows/{name}/:diff", "Flows_Diff", call => FlowTrials.DiffAsync(call, services))
            .Get("/flows/{name}/:draw", "Flows_Draw", call => FlowTrials.DrawAsync(call, services))
            .Post("/flows/{name}/:simulate", "Flows_Simulate", call => FlowTrials.SimulateAsync(call, services))
            .Get("/flows/{name}/figures", "Flows_Figures", call => FlowHistory.FiguresAsync(call, services))
            .Get("/flows/calls/{call}/steps", "Flows_CallSteps", call => FlowHistory.StepsAsync(call, services));
        // Documents may be longer than other bodies.
        api.Map("/flows/{name}/draft", Large("Flows_SaveDraft", "PUT"), call => SaveAsync(call, services));
        api.Map("/flows/:check", Large("Flows_Check", "POST"), call => CheckAsync(call, services));
    }

    internal static ApiAnswer NoFlow(ApiCall call, string what = "") => ApiErrors.NotFound($"There is no flow {call.Route("name")}{what}.");

    private static ApiOperation Large(string name, string method) => new() { Area = "flows", Name = name, Method = method, Access = ApiAccess.Resource, MaxBodyBytes = FlowPublisher.LargestDocumentBytes };

    private static async ValueTask<ApiAnswer> ListAsync(ApiCall call, FlowDesignServices services)
    {
        var stored = await services.Publisher.Store.ListAsync(call.Resource.Name, call.Cancellation).ConfigureAwait(false);
        var catalogue = services.Catalogue.Current;
        var items = stored.Select(head => new FlowItem(head.Name, catalogue.Find(head.Resource, head.Name)?.Main.Title ?? "", head.InForce, head.Latest, head.DraftRevision == 0 ? null : head.DraftRevision, head.ChangedAt, "store"));
        var files = catalogue.Programs.Where(one => stored.All(head => head.Name != one.Key || head.InForce == 0)).Select(static one => new FlowItem(one.Key, one.Value.Main.Title, one.Value.VersionOf(one.Key), null, null, null, "folder"));
        return ApiAnswer.Ok(new FlowList([.. items.Concat(files).OrderBy(static item => item.Name, StringComparer.Ordinal)]), FlowJson.Default.FlowList);
    }

    private static async ValueTask<ApiAnswer> GetAsync(ApiCall call, FlowDesignServices services)
    {
        var (resource, name) = (call.Resource.Name, call.Route("name"));
        if (await services.Publisher.Store.FindAsync(resource, name, call.Cancellation).ConfigureAwait(false) is not { } head)
        {
            return services.Catalogue.Current.Find(name) is { } file ? ApiAnswer.Ok(new FlowItem(name, file.Main.Title, file.VersionOf(name), null, null, null, "folder"), FlowJson.Default.FlowItem) : NoFlow(call);
        }
        var versions = await services.Publisher.Store.VersionsAsync(resource, name, call.Cancellation).ConfigureAwait(false);
        return ApiAnswer.Ok(
            new FlowItem(name, services.Catalogue.Current.Find(resource, name)?.Main.Title ?? "", head.InForce, head.Latest, head.DraftRevision == 0 ? null : head.DraftRevision, head.ChangedAt, "store")
            {
                Versions = [.. versions.Select(static version => new FlowVersionItem(version.Number, version.PublishedAt, version.By, version.Note))],
            },
            FlowJson.Default.FlowItem);
    }

    private static async ValueTask<ApiAnswer> DocumentAsync(ApiCall call, FlowDesignServices services, string which)
    {
        if (which != "draft" && !int.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out _)) return ApiErrors.BadField("version", "a number is allowed");
        if (await services.Publisher.FindDocumentAsync(call.Resource.Name, call.Route("name"), which, call.Cancellation).ConfigureAwait(false) is not { } found) return NoFlow(call, which == "draft" ? " with a draft" : $" with a version {which}");
        var answer = new ApiAnswer { Status = 200, Body = Encoding.UTF8.GetBytes(found.Document), ContentType = Json };
        if (which != "draft") return answer;
        var head = await services.Publisher.Store.FindAsync(call.Resource.Name, call.Route("name"), call.Cancellation).ConfigureAwait(false);
        return answer.With("ETag", Tag(head?.DraftRevision ?? 0));
    }

    private static async ValueTask<ApiAnswer> SaveAsync(ApiCall call, FlowDesignServices services)
    {
        var name = call.Route("name");
        call.Target = name;
        if (call.Body.IsEmpty) return ApiErrors.NoBody;
        if (!FlowPublisher.IsName(name)) return ApiErrors.BadField("name", "letters, digits, - and _ are allowed, a letter first, 64 at most");
        var match = call.Http.Request.Headers.IfMatch.ToString().Trim('"', ' ');
        int? expected = match is "" or "*" ? null : int.TryParse(match, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : -2;
        var document = Encoding.UTF8.GetString(call.Body.Span);
        var saved = await services.Publisher.SaveDraftAsync(call.Resource.Name, name, document, call.Caller.Words, expected, call.Cancellation).ConfigureAwait(false);
        if (saved == 0) return ApiErrors.Error(412, "PreconditionFailed", "The draft has changed since it was read: read it again, and change that.", "If-Match");
        var report = await services.Publisher.CheckAsync(call.Resource.Name, document, name, call.Cancellation).ConfigureAwait(false);
        return ApiAnswer.Ok(new FlowFindings(report.IsGood, report.Mistakes, report.Notes) { Revision = saved }, FlowJson.Default.FlowFindings).With("ETag", Tag(saved));
    }

    private static async ValueTask<ApiAnswer> DropAsync(ApiCall call, FlowDesignServices services)
    {
        call.Target = call.Route("name");
        return await services.Publisher.DropDraftAsync(call.Resource.Name, call.Route("name"), call.Cancellation).ConfigureAwait(false) ? ApiAnswer.NoContent : NoFlow(call, " with a draft");
    }

    private static async ValueTask<ApiAnswer> CheckAsync(ApiCall call, FlowDesignServices services)
    {
        if (call.Body.IsEmpty) return ApiErrors.NoBody;
        var report = await services.Publisher.CheckAsync(call.Resource.Name, Encoding.UTF8.GetString(call.Body.Span), null, call.Cancellation).ConfigureAwait(false);
        return ApiAnswer.Ok(new FlowFindings(report.IsGood, report.Mistakes, report.Notes), FlowJson.Default.FlowFindings);
    }

    private static async ValueTask<ApiAnswer> PublishAsync(ApiCall call, FlowDesignServices services)
    {
        var note = "";
        if (!call.Body.IsEmpty)
        {
            if (!call.TryRead(FlowJson.Default.FlowPublishRequest, out var request, out var refused)) return refused;
            note = request.Note ?? "";
            if (note.Length > FlowPublisher.LongestNote) return ApiErrors.BadField("note", $"{FlowPublisher.LongestNote} characters are allowed");
        }
        call.Target = call.Route("name");
        return Answer(call, await services.Publisher.PublishDraftAsync(call.Resource.Name, call.Route("name"), call.Caller.Words, note, call.Cancellation).ConfigureAwait(false));
    }

    private static async ValueTask<ApiAnswer> RollBackAsync(ApiCall call, FlowDesignServices services)
    {
        int? version = null;
        if (!call.Body.IsEmpty)
        {
            if (!call.TryRead(FlowJson.Default.FlowRollbackRequest, out var request, out var refused)) return refused;
            version = request.Version;
            if (version < 1) return ApiErrors.BadField("version", "a number of 1 or more is allowed");
        }
        call.Target = call.Route("name");
        return Answer(call, await services.Publisher.RollBackAsync(call.Resource.Name, call.Route("name"), version, call.Cancellation).ConfigureAwait(false));
    }

    private static async ValueTask<ApiAnswer> RetireAsync(ApiCall call, FlowDesignServices services)
    {
        call.Target = call.Route("name");
        return Answer(call, await services.Publisher.RetireAsync(call.Resource.Name, call.Route("name"), call.Cancellation).ConfigureAwait(false));
    }

    private static async ValueTask<ApiAnswer> DeleteAsync(ApiCall call, FlowDesignServices services)
    {
        call.Target = call.Route("name");
        var outcome = await services.Publisher.DeleteAsync(call.Resource.Name, call.Route("name"), call.Cancellation).ConfigureAwait(false);
        return outcome is PublishOutcome.InForce ? ApiAnswer.NoContent : Answer(call, outcome);
    }

    private static ApiAnswer Answer(ApiCall call, PublishOutcome outcome) => outcome switch
    {
        PublishOutcome.InForce done => ApiAnswer.Ok(new FlowInForce(call.Route("name"), done.Version, done.IsNew, done.Notes), FlowJson.Default.FlowInForce),
        PublishOutcome.Refused refused => Refuse("FlowRefused", $"Flow {call.Route("name")} has {refused.Mistakes.Count} mistakes: {refused.Mistakes[0]}", refused.Mistakes),
        PublishOutcome.Missing missing => ApiErrors.NotFound(missing.Sentence),
        _ => ApiErrors.Internal,
    };

    internal static ApiAnswer Refuse(string code, string message, IReadOnlyList<string> mistakes) =>
        ApiAnswer.Of(422, new FlowRefusal(new FlowRefusalError(code, message, [.. mistakes.Select(static mistake => new FlowRefusalDetail("FlowMistake", mistake))])), FlowJson.Default.FlowRefusal).With("x-ms-error-code", code);

    private static string Tag(int revision) => string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");
}
