using Telephony.Api.Flows;
using Telephony.Domain.Flows;
using Telephony.Domain.Identity;
using Telephony.Ivr.Library;
using Telephony.Storage.Flows;
using Telephony.Storage.Sqlite;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Unit.Api;

/// <summary>A designer's day: nothing but requests.</summary>
public sealed class FlowAreaTests : IAsyncLifetime
{
    private const string Good = """
        // what a caller hears
        { "format": 1, "name": "menu", "start": "a", "onError": "z", "nodes": { "a": { "type": "menu", "prompt": "Press 1.", "choices": [{ "keys": "1", "exit": "one" }], "exits": { "one": "z", "noInput": "z" } }, "z": { "type": "hangUp" } } }
        """;

    private readonly TemporaryDirectory _directory = new();
    private SqliteDatabase _database = null!;
    private FlowHistoryStore _history = null!;
    private ApiBench _bench = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await SqliteDatabase.OpenAsync(_directory.File(SqliteDatabase.FileName), default);
        _history = new FlowHistoryStore(_database);
        var checks = new FlowFolderChecks(null, null);
        _bench = await ApiBench.StartAsync(api => api.MapFlows(new FlowDesignServices(
            new FlowPublisher(new FlowStore(_database), static () => FlowCatalogue.Empty, _ => checks, static _ => null, static _ => Task.CompletedTask, TimeProvider.System), new FlowCatalogueHolder(), _history, TimeProvider.System)));
    }

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        await _database.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_draft_is_saved_corrected_tried_published_and_taken_back()
    {
        var bad = await PutAsync(Good.Replace("\"hangUp\"", "\"hangup\"", StringComparison.Ordinal));
        Assert.Equal((200, false, 1), (bad.Status, bad.Json.GetProperty("isGood").GetBoolean(), bad.Json.GetProperty("revision").GetInt32()));
        var refused = await PostAsync("/flows/menu/:publish");
        Assert.Equal((422, "FlowRefused"), refused.StatusAndCode);
        Assert.Contains("line 2", refused.Json.GetProperty("error").GetProperty("details")[0].GetProperty("message").GetString(), StringComparison.Ordinal);

        Assert.True((await PutAsync(Good)).Json.GetProperty("isGood").GetBoolean());
        Assert.Equal(Good, (await GetAsync("/flows/menu/draft")).Text);
        Assert.Contains("flowchart", (await GetAsync("/flows/menu/:draw?version=draft")).Json.GetProperty("mermaid").GetString(), StringComparison.Ordinal);
        var trial = (await PostAsync("/flows/menu/:simulate", """{ "version": "draft", "calls": "call: presses\n1\nexpect over\ncall: waits\nwait 60s\nexpect node: a" }""")).Json;
        Assert.Equal((true, false), (trial.GetProperty("calls")[0].GetProperty("wentAsItShould").GetBoolean(), trial.GetProperty("calls")[1].GetProperty("wentAsItShould").GetBoolean()));

        Assert.Equal(1, (await PostAsync("/flows/menu/:publish", """{ "note": "first" }""")).Json.GetProperty("version").GetInt32());
        Assert.Equal((404, "NotFound"), (await PostAsync("/flows/menu/:publish")).StatusAndCode);
        await PutAsync(Good.Replace("Press 1.", "Press one.", StringComparison.Ordinal));
        Assert.Contains("nodes.a.prompt", (await GetAsync("/flows/menu/:diff")).Json.GetProperty("changes")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(2, (await PostAsync("/flows/menu/:publish")).Json.GetProperty("version").GetInt32());
        Assert.Equal(1, (await PostAsync("/flows/menu/:rollback")).Json.GetProperty("version").GetInt32());
        Assert.Equal(Good, (await GetAsync("/flows/menu/versions/1")).Text);
        var flow = (await GetAsync("/flows/menu")).Json;
        Assert.Equal((1, 2, "first", "key:primary"), (flow.GetProperty("inForce").GetInt32(), flow.GetProperty("latest").GetInt32(), flow.GetProperty("versions")[1].GetProperty("note").GetString(), flow.GetProperty("versions")[1].GetProperty("publishedBy").GetString()));
        Assert.Equal(0, (await PostAsync("/flows/menu/:retire")).Json.GetProperty("version").GetInt32());
        Assert.Single((await GetAsync("/flows")).Json.GetProperty("flows").EnumerateArray());
        Assert.Equal(204, (await DeleteAsync("/flows/menu")).Status);
        Assert.Empty((await GetAsync("/flows")).Json.GetProperty("flows").EnumerateArray());
        Assert.Equal(404, (await DeleteAsync("/flows/menu")).Status);
    }

    [Fact]
    public async Task Two_designers_do_not_write_over_each_other()
    {
        var saved = await PutAsync(Good);
        Assert.Equal(200, (await PutAsync(Good, match: saved.Headers["ETag"])).Status);
        Assert.Equal((412, "PreconditionFailed"), (await PutAsync(Good, match: saved.Headers["ETag"])).StatusAndCode);
        Assert.Equal((412, "PreconditionFailed"), (await PutAsync(Good, match: "\"0\"")).StatusAndCode);
        Assert.Equal((412, "PreconditionFailed"), (await PutAsync(Good, match: "\"x\"")).StatusAndCode);
        Assert.Equal(204, (await DeleteAsync("/flows/menu/draft")).Status);
        Assert.Equal(404, (await GetAsync("/flows/menu/draft")).Status);
        Assert.Equal(200, (await PutAsync(Good, match: "\"0\"")).Status);
    }

    [Theory]
    [InlineData("PUT", "/flows/1menu/draft", "{}", 400)]
    [InlineData("PUT", "/flows/menu/draft", null, 400)]
    [InlineData("GET", "/flows/menu", null, 404)]
    [InlineData("GET", "/flows/menu/versions/first", null, 400)]
    [InlineData("GET", "/flows/menu/versions/1", null, 404)]
    [InlineData("POST", "/flows/menu/:rollback", "{\"version\":0}", 400)]
    [InlineData("POST", "/flows/menu/:rollback", "{\"version\":1}", 404)]
    [InlineData("POST", "/flows/menu/:simulate", "{}", 400)]
    [InlineData("POST", "/flows/menu/:retire", null, 404)]
    [InlineData("GET", "/flows/menu/figures?from=yesterday", null, 400)]
    [InlineData("GET", "/flows/calls/nonsense/steps", null, 400)]
    [InlineData("POST", "/flows/:check", "not JSON", 200)]
    public async Task What_cannot_be_is_answered(string method, string path, string? body, int status) =>
        Assert.Equal(status, (await _bench.SendAsync(_bench.Signed(new HttpMethod(method), $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}api-version=1", body))).Status);

    [Fact]
    public async Task Figures_and_steps_are_the_resources_own()
    {
        var (now, call) = (DateTimeOffset.UtcNow, CallId.New(TimeProvider.System));
        var key = new FlowFigureKey(ResourceId.Default, "menu", 1, "a", new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero));
        await _history.AddAsync(
            [new FlowNodeFigures(key, new FlowFigures(4, new Dictionary<string, long> { ["one"] = 3 }, 1, 0, 2, 0, TimeSpan.FromSeconds(10))), new FlowNodeFigures(key with { Resource = ResourceId.Parse("other") }, FlowFigures.None)],
            [new FlowCallSteps(ResourceId.Default, call, 0, [new FlowCallStep(now, "menu", 1, "a", FlowStepKind.Left, "one", TimeSpan.FromSeconds(2.5))])],
            default);
        var node = Assert.Single((await GetAsync("/flows/menu/figures?version=1")).Json.GetProperty("nodes").EnumerateArray());
        Assert.Equal((4, 3, 0.25, 2.5), (node.GetProperty("entries").GetInt32(), node.GetProperty("exits").GetProperty("one").GetInt32(), node.GetProperty("dropOffShare").GetDouble(), node.GetProperty("meanSeconds").GetDouble()));
        Assert.Empty((await GetAsync("/flows/menu/figures?version=2")).Json.GetProperty("nodes").EnumerateArray());
        var step = Assert.Single((await GetAsync($"/flows/calls/{call}/steps")).Json.GetProperty("steps").EnumerateArray());
        Assert.Equal(("left", "one", 2.5), (step.GetProperty("what").GetString(), step.GetProperty("detail").GetString(), step.GetProperty("seconds").GetDouble()));
        Assert.Equal(404, (await GetAsync($"/flows/calls/{CallId.New(TimeProvider.System)}/steps")).Status);
    }

    private Task<BenchAnswer> GetAsync(string path) => _bench.SendAsync(_bench.Signed(HttpMethod.Get, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}api-version=1"));

    private Task<BenchAnswer> DeleteAsync(string path) => _bench.SendAsync(_bench.Signed(HttpMethod.Delete, $"{path}?api-version=1"));

    private Task<BenchAnswer> PostAsync(string path, string? body = null) => _bench.PostAsync($"{path}?api-version=1", body);

    private Task<BenchAnswer> PutAsync(string document, string? match = null)
    {
        var request = _bench.Signed(HttpMethod.Put, "/flows/menu/draft?api-version=1", document);
        if (match is not null) request.Headers.TryAddWithoutValidation("If-Match", match);
        return _bench.SendAsync(request);
    }
}
