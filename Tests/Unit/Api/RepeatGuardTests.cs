using System.Globalization;
using System.Text;
using Telephony.Api;
using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Xunit;

namespace Telephony.Unit.Api;

public sealed class RepeatGuardTests
{
    private const string Path = "/things?api-version=1";

    private readonly TaskCompletionSource _begun = new();
    private readonly TaskCompletionSource _goOn = new();
    private int _carriedOut;
    private ApiAnswer? _next;

    [Fact]
    public async Task The_same_request_gets_the_same_answer_and_is_carried_out_once()
    {
        await using var bench = await ApiBench.StartAsync(Area);
        var (first, second) = (await AskAsync(bench, "a", "{\"x\":1}"), await AskAsync(bench, "a", "{\"x\":1}"));

        Assert.Equal((200, "1"), (first.Status, first.Text));
        Assert.Equal((first.Status, first.Text, "one"), (second.Status, second.Text, second.Headers["x-extra"]));
        Assert.Equal(("accepted", "accepted"), (first.Headers["repeatability-result"], second.Headers["repeatability-result"]));
        Assert.NotEqual(first.Headers["x-ms-request-id"], second.Headers["x-ms-request-id"]);
    }

    [Fact]
    public async Task Another_request_with_that_id_is_refused()
    {
        await using var bench = await ApiBench.StartAsync(Area);
        await AskAsync(bench, "a", "{\"x\":1}");
        var other = await AskAsync(bench, "a", "{\"x\":2}");

        Assert.Equal((400, "InvalidRepeatability"), other.StatusAndCode);
        Assert.Equal("rejected", other.Headers["repeatability-result"]);
        Assert.Equal((200, "2"), Short(await AskAsync(bench, "b", "{\"x\":2}")));
    }

    [Fact]
    public async Task Without_an_id_each_request_is_carried_out()
    {
        await using var bench = await ApiBench.StartAsync(Area);
        Assert.Equal(["1", "2"], [(await bench.PostAsync(Path)).Text, (await bench.PostAsync(Path)).Text]);
    }

    [Fact]
    public async Task One_that_comes_while_the_first_runs_waits_for_its_answer()
    {
        await using var bench = await ApiBench.StartAsync(Slow);
        var first = AskAsync(bench, "a", "{}");
        await _begun.Task;
        var second = AskAsync(bench, "a", "{}");
        _goOn.SetResult();

        Assert.Equal([(200, "1"), (200, "1")], [Short(await first), Short(await second)]);
        Assert.Equal(1, _carriedOut);
    }

    [Fact]
    public async Task A_failure_is_not_kept()
    {
        await using var bench = await ApiBench.StartAsync(Area);
        _next = ApiErrors.Internal;
        Assert.Equal(500, (await AskAsync(bench, "a", "{}")).Status);
        Assert.Equal((200, "2"), Short(await AskAsync(bench, "a", "{}")));
    }

    [Fact]
    public async Task A_refusal_is_kept()
    {
        await using var bench = await ApiBench.StartAsync(Area);
        _next = ApiErrors.Missing("x");
        Assert.Equal((400, "BadRequest"), (await AskAsync(bench, "a", "{}")).StatusAndCode);
        Assert.Equal((400, "BadRequest"), (await AskAsync(bench, "a", "{}")).StatusAndCode);
    }

    [Theory]
    [InlineData("", "Sat, 28 Nov 2026 07:00:00 GMT", 400)]
    [InlineData("with space", null, 400)]
    [InlineData("a", "yesterday", 400)]
    [InlineData("a", "Fri, 27 Nov 2026 06:59:00 GMT", 412)]
    [InlineData("a", "Fri, 27 Nov 2026 07:01:00 GMT", 200)]
    [InlineData("a", null, 200)]
    public async Task What_cannot_be_remembered_is_said(string id, string? firstSent, int status)
    {
        await using var bench = await ApiBench.StartAsync(Area);
        var answer = await AskAsync(bench, id, "{}", firstSent ?? "");

        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 200 ? "accepted" : "rejected", answer.Headers["repeatability-result"]);
    }

    private static (int, string) Short(BenchAnswer answer) => (answer.Status, answer.Text);

    private static Task<BenchAnswer> AskAsync(ApiBench bench, string id, string body, string? firstSent = null)
    {
        var request = bench.Signed(HttpMethod.Post, Path, body);
        if (id.Length > 0) request.Headers.TryAddWithoutValidation("repeatability-request-id", id);
        firstSent ??= bench.Clock.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        if (firstSent.Length > 0) request.Headers.TryAddWithoutValidation("repeatability-first-sent", firstSent);
        return bench.SendAsync(request);
    }

    private void Area(ApiRoutes api) => api.Area("things").Post("/things", "Things", _ => ValueTask.FromResult(Count()), repeatable: true);

    private void Slow(ApiRoutes api) => api.Area("things").Post("/things", "Things", async _ =>
    {
        _begun.TrySetResult();
        await _goOn.Task;
        return Count();
    }, repeatable: true);

    private ApiAnswer Count()
    {
        var count = ++_carriedOut;
        var answer = _next ?? new ApiAnswer { Status = 200, Body = Encoding.UTF8.GetBytes($"{count}") }.With("x-extra", "one");
        _next = null;
        return answer;
    }
}
