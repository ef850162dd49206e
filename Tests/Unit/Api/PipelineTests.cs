using System.Text;
using Telephony.Api;
using Telephony.Api.Pipeline;
using Telephony.Domain.Identity;
using Telephony.Domain.Resources;
using Telephony.Identity.Keys;
using Xunit;

namespace Telephony.Unit.Api;

/// <summary>What every request meets on its way, whatever the area.</summary>
public sealed class PipelineTests
{
    private const string Things = "/things?api-version=2023-10-01";

    [Fact]
    public async Task Each_answer_carries_the_ids_of_its_request()
    {
        await using var bench = await ApiBench.StartAsync();
        var request = bench.Signed(HttpMethod.Post, "/identities?api-version=1");
        request.Headers.Add("x-ms-client-request-id", "mine-1");
        var answer = await bench.SendAsync(request);

        Assert.Equal(201, answer.Status);
        Assert.True(Guid.TryParse(answer.Headers["x-ms-request-id"], out _));
        Assert.Equal("mine-1", answer.Headers["x-ms-client-request-id"]);
    }

    [Fact]
    public async Task What_http_itself_refuses_has_the_error_shape_too()
    {
        await using var bench = await ApiBench.StartAsync();

        Assert.Equal((404, "NotFound"), (await bench.SendAsync(ApiBench.Plain(HttpMethod.Get, "/nothing/here"))).StatusAndCode);
        var wrongMethod = await bench.SendAsync(ApiBench.Plain(HttpMethod.Put, "/identities"));
        Assert.Equal((405, "MethodNotAllowed"), wrongMethod.StatusAndCode);
        Assert.Equal("POST", wrongMethod.Headers["Allow"]);
    }

    [Fact]
    public async Task Without_a_version_it_is_400_and_any_version_is_taken()
    {
        await using var bench = await ApiBench.StartAsync();

        Assert.Equal((400, "MissingApiVersionParameter"), (await bench.PostAsync("/identities")).StatusAndCode);
        Assert.Equal(201, (await bench.PostAsync("/identities?api-version=1999-01-01-preview")).Status);
    }

    [Fact]
    public async Task A_request_without_a_good_signature_is_denied()
    {
        await using var bench = await ApiBench.StartAsync();
        var unsigned = await bench.SendAsync(ApiBench.Plain(HttpMethod.Post, "/identities?api-version=1"));
        var stale = bench.Signed(HttpMethod.Post, "/identities?api-version=1");
        bench.Clock.Advance(TimeSpan.FromMinutes(16));
        var late = await bench.SendAsync(stale);
        var otherBody = bench.Signed(HttpMethod.Post, "/identities?api-version=1", "{}");
        otherBody.Content = new StringContent("{ }", Encoding.UTF8, "application/json");
        var changed = await bench.SendAsync(otherBody);
        var foreign = await bench.SendAsync(bench.Signed(HttpMethod.Post, "/identities?api-version=1", by: ResourceDirectory.New(ResourceId.Default, "", bench.Clock)));
        var bearer = ApiBench.Plain(HttpMethod.Post, "/identities?api-version=1");
        bearer.Headers.TryAddWithoutValidation("Authorization", "Bearer abc");

        Assert.All([unsigned, late, changed, foreign, await bench.SendAsync(bearer)], static answer => Assert.Equal((401, "Denied"), answer.StatusAndCode));
        Assert.Contains("16 minutes", late.Message);
        Assert.Contains("x-ms-content-sha256", changed.Message);
    }

    [Fact]
    public async Task A_body_is_named_where_it_is_wrong()
    {
        await using var bench = await ApiBench.StartAsync();
        var broken = await bench.PostAsync("/identities?api-version=1", "{\"createTokenWithScopes\": [\"chat\"");
        var type = await bench.PostAsync("/identities?api-version=1", "{\"createTokenWithScopes\": [\"chat\", 7]}");
        var text = await bench.PostAsync("/identities?api-version=1", "{\"createTokenWithScopes\": [\"chat\"], \"expiresInMinutes\": \"60\"}");
        var list = await bench.PostAsync("/identities?api-version=1", "[]");

        Assert.All([broken, type, text, list], static answer => Assert.Equal((400, "BadRequest"), answer.StatusAndCode));
        Assert.Contains("line 1", broken.Message);
        Assert.StartsWith("createTokenWithScopes[1]:", type.Message);
        Assert.Equal("createTokenWithScopes[1]", type.Json.GetProperty("error").GetProperty("target").GetString());
        Assert.StartsWith("expiresInMinutes:", text.Message);
        Assert.StartsWith("body:", list.Message);
    }

    [Theory]
    [InlineData("application/json", 200)]
    [InlineData("application/merge-patch+json", 200)]
    [InlineData("Application/JSON; charset=utf-8", 200)]
    [InlineData(null, 200)]
    [InlineData("application/json; charset=utf-16", 415)]
    [InlineData("text/plain", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    public async Task A_body_is_json_or_says_nothing_of_what_it_is(string? type, int status)
    {
        await using var bench = await ApiBench.StartAsync(Echo());
        var request = bench.Signed(HttpMethod.Post, Things, "{}");
        request.Content!.Headers.Remove("Content-Type");
        if (type is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", type);

        Assert.Equal(status, (await bench.SendAsync(request)).Status);
    }

    [Fact]
    public async Task A_type_without_a_body_is_no_mistake()
    {
        await using var bench = await ApiBench.StartAsync(Echo());
        var request = bench.Signed(HttpMethod.Post, Things);
        request.Content = new ByteArrayContent([]);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");

        Assert.Equal((200, "0"), await SendAsync(bench, request));
    }

    [Theory]
    [InlineData(1000, false, 200)]
    [InlineData(1000, true, 200)]
    [InlineData(1001, false, 413)]
    [InlineData(1001, true, 413)]
    [InlineData(200_000, true, 413)]
    public async Task A_body_has_a_bound_whether_its_length_is_told_or_not(int bytes, bool chunked, int status)
    {
        await using var bench = await ApiBench.StartAsync(Echo(mostBytes: 1000));
        var request = bench.Signed(HttpMethod.Post, Things, new string(' ', bytes));
        request.Headers.TransferEncodingChunked = chunked;

        Assert.Equal(status, (await bench.SendAsync(request)).Status);
    }

    [Fact]
    public async Task A_failure_is_500_and_says_nothing_of_its_reason()
    {
        await using var bench = await ApiBench.StartAsync(static api => api.Area("things").Get("/things", "Things", static _ => throw new InvalidOperationException("secret")));
        var answer = await bench.SendAsync(bench.Signed(HttpMethod.Get, Things));

        Assert.Equal((500, "InternalServerError"), answer.StatusAndCode);
        Assert.DoesNotContain("secret", answer.Text);
    }

    [Fact]
    public async Task Each_resource_and_area_has_a_limit_of_its_own()
    {
        await using var bench = await ApiBench.StartAsync(Echo(), perSecond: 2);
        Assert.True(await bench.ResourceStore.AddAsync(ResourceDirectory.New(ResourceId.Parse("other"), "", bench.Clock), default));
        await bench.Resources.RefreshAsync(default);
        var other = bench.Resources.Find("other")!;
        for (var i = 0; i < 2; i++) Assert.Equal(201, (await bench.PostAsync("/identities?api-version=1")).Status);

        var refused = await bench.PostAsync("/identities?api-version=1");
        Assert.Equal((429, "TooManyRequests"), refused.StatusAndCode);
        Assert.Equal("1", refused.Headers["Retry-After"]);
        Assert.Equal(200, (await bench.PostAsync(Things)).Status);
        Assert.Equal(201, (await bench.SendAsync(bench.Signed(HttpMethod.Post, "/identities?api-version=1", by: other))).Status);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(201, (await bench.PostAsync("/identities?api-version=1")).Status);
    }

    [Fact]
    public async Task The_audit_log_says_who_asked_for_what()
    {
        await using var bench = await ApiBench.StartAsync();
        var user = await bench.CreateUserAsync();
        var asked = bench.Signed(HttpMethod.Delete, $"/identities/{Uri.EscapeDataString(user)}?api-version=1");
        asked.Headers.Add("x-ms-client-request-id", "mine");
        var deleted = await bench.SendAsync(asked);
        await bench.SendAsync(bench.Signed(HttpMethod.Get, $"/identities/{Uri.EscapeDataString(user)}?api-version=1"));      // no change, not refused for who asks
        await bench.SendAsync(ApiBench.Plain(HttpMethod.Post, "/identities?api-version=1"));

        var log = await bench.AuditAsync();
        Assert.Equal(["CommunicationIdentity_Create", "CommunicationIdentity_Create", "CommunicationIdentity_Delete"], log.Select(static entry => entry.Operation).Order());
        var entry = Assert.Single(log, static entry => entry.Operation == "CommunicationIdentity_Delete");
        Assert.Equal((ResourceId.Default, "key:primary", user, 204), (entry.Resource, entry.Caller, entry.Target, entry.Status));
        Assert.Equal((deleted.Headers["x-ms-request-id"], "mine", "127.0.0.1"), (entry.RequestId, entry.ClientRequestId, entry.Source));
        Assert.Contains(log, static other => other.Resource is null && other.Status == 401 && other.Caller == "-");
    }

    [Fact]
    public async Task A_page_of_another_origin_may_call_what_users_call_and_nothing_else()
    {
        await using var bench = await ApiBench.StartAsync(origins: ["https://app.example"]);
        Assert.Equal("https://app.example", (await PreflightAsync("/externalUsers/:exchangeAccessToken", "https://app.example")).Headers["Access-Control-Allow-Origin"]);
        Assert.False((await PreflightAsync("/externalUsers/:exchangeAccessToken", "https://evil.example")).Headers.ContainsKey("Access-Control-Allow-Origin"));
        Assert.False((await PreflightAsync("/identities", "https://app.example")).Headers.ContainsKey("Access-Control-Allow-Origin"));

        Task<BenchAnswer> PreflightAsync(string path, string origin)
        {
            var request = ApiBench.Plain(HttpMethod.Options, path);
            request.Headers.Add("Origin", origin);
            request.Headers.Add("Access-Control-Request-Method", "POST");
            request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
            return bench.SendAsync(request);
        }
    }

    private static async Task<(int, string)> SendAsync(ApiBench bench, HttpRequestMessage request)
    {
        var answer = await bench.SendAsync(request);
        return (answer.Status, answer.Text);
    }

    // Answers with the length of the body.
    private static Action<ApiRoutes> Echo(int mostBytes = 256 * 1024) => api => api.Map(
        "/things",
        new ApiOperation { Area = "things", Name = "Things", Method = "POST", Access = ApiAccess.Resource, MaxBodyBytes = mostBytes },
        static call => ValueTask.FromResult(new ApiAnswer { Status = 200, Body = Encoding.UTF8.GetBytes($"{call.Body.Length}") }));
}
