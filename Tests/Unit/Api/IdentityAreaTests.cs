using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Telephony.Domain.Identity;
using Telephony.Domain.Users;
using Telephony.Identity.Keys;
using Telephony.Identity.Tokens;
using Xunit;

namespace Telephony.Unit.Api;

public sealed class IdentityAreaTests
{
    [Fact]
    public async Task A_user_is_made_given_tokens_and_deleted()
    {
        await using var bench = await ApiBench.StartAsync();
        var made = await bench.PostAsync("/identities?api-version=2023-10-01", "{\"createTokenWithScopes\":[\"chat\",\"voip\"],\"expiresInMinutes\":60}");
        var id = made.Json.GetProperty("identity").GetProperty("id").GetString()!;
        var access = made.Json.GetProperty("accessToken");

        Assert.Equal(201, made.Status);
        Assert.True(CommunicationUserId.TryParse(id, out var user));
        Assert.Equal(bench.Resource.ImmutableId, user.Resource);
        Assert.Equal(bench.Clock.GetUtcNow().AddHours(1), access.GetProperty("expiresOn").GetDateTimeOffset());

        var token = new JsonWebToken(access.GetProperty("token").GetString());
        Assert.Equal(("chat,voip", user.ToSkypeId(), bench.Resource.ImmutableId.ToString("D")), (Claim(token, "acsScope"), Claim(token, "skypeid"), Claim(token, "resourceId")));
        Assert.Equal(bench.Clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds(), token.GetPayloadValue<long>("exp"));
        Assert.Equal(bench.Clock.GetUtcNow().ToUnixTimeSeconds(), token.GetPayloadValue<long>("iat"));
        Assert.Equal(204, (await DeleteAsync(bench, id)).Status);
        Assert.Equal((404, "IdentityNotFound"), (await DeleteAsync(bench, id)).StatusAndCode);
        Assert.Equal((404, "IdentityNotFound"), (await IssueAsync(bench, id, "{\"scopes\":[\"chat\"]}")).StatusAndCode);
    }

    [Theory]
    [InlineData("{\"scopes\":[]}", "scopes")]
    [InlineData("{}", "scopes")]
    [InlineData("{\"scopes\":[\"chat\",\"email\"]}", "scopes[1]")]
    [InlineData("{\"scopes\":[null]}", "scopes[0]")]
    [InlineData("{\"scopes\":[\"chat\"],\"expiresInMinutes\":59}", "expiresInMinutes")]
    [InlineData("{\"scopes\":[\"chat\"],\"expiresInMinutes\":1441}", "expiresInMinutes")]
    [InlineData("{\"scopes\":[\"chat\"],\"expiresInMinutes\":60.5}", "expiresInMinutes")]
    [InlineData(null, "body")]
    public async Task A_token_that_cannot_be_had_names_the_field(string? body, string target)
    {
        await using var bench = await ApiBench.StartAsync();
        var answer = await IssueAsync(bench, await bench.CreateUserAsync(), body);

        Assert.Equal((400, "BadRequest"), answer.StatusAndCode);
        Assert.Equal(target, answer.Json.GetProperty("error").GetProperty("target").GetString());
    }

    [Fact]
    public async Task Users_of_another_resource_are_nobodys()
    {
        await using var bench = await ApiBench.StartAsync();
        var mine = await bench.CreateUserAsync();
        await bench.ResourceStore.AddAsync(ResourceDirectory.New(ResourceId.Parse("other"), "", bench.Clock), default);
        await bench.Resources.RefreshAsync(default);
        var other = bench.Resources.Find("other")!;
        var path = $"/identities/{Uri.EscapeDataString(mine)}";

        Assert.Equal((401, "IdentityNotOwned"), (await bench.SendAsync(bench.Signed(HttpMethod.Delete, $"{path}?api-version=1", by: other))).StatusAndCode);
        Assert.Equal((401, "IdentityNotOwned"), (await bench.SendAsync(bench.Signed(HttpMethod.Post, $"{path}/:revokeAccessTokens?api-version=1", by: other))).StatusAndCode);
        Assert.Equal((400, "BadRequest"), (await bench.SendAsync(bench.Signed(HttpMethod.Delete, "/identities/nonsense?api-version=1"))).StatusAndCode);
        // The host names the one, the signature is of the other.
        Assert.Equal((401, "Denied"), (await bench.SendAsync(bench.Signed(HttpMethod.Post, "/identities?api-version=1", host: "other.localhost"))).StatusAndCode);
        Assert.Equal(201, (await bench.SendAsync(bench.Signed(HttpMethod.Post, "/identities?api-version=1", by: other, host: "other.localhost"))).Status);
    }

    [Fact]
    public async Task Revocation_counts_at_once_and_for_what_was_issued_before()
    {
        await using var bench = await ApiBench.StartAsync();
        var id = await bench.CreateUserAsync();
        var old = await TokenAsync(bench, id);
        Assert.Equal("chat", Assert.Single((await bench.Tokens.ReadAsync(old, default)).Holder!.Scopes));

        Assert.Equal(204, (await bench.PostAsync($"/identities/{Uri.EscapeDataString(id)}/:revokeAccessTokens?api-version=1")).Status);
        var fresh = await TokenAsync(bench, id);      // within the same second

        Assert.Contains("revoked", (await bench.Tokens.ReadAsync(old, default)).Why);
        Assert.NotNull((await bench.Tokens.ReadAsync(fresh, default)).Holder);
        await DeleteAsync(bench, id);
        Assert.Contains("revoked", (await bench.Tokens.ReadAsync(fresh, default)).Why);
    }

    [Fact]
    public async Task A_token_ends_when_it_says_and_cannot_be_changed()
    {
        await using var bench = await ApiBench.StartAsync();
        var token = await TokenAsync(bench, await bench.CreateUserAsync());
        var parts = token.Split('.');

        Assert.Null((await bench.Tokens.ReadAsync($"{parts[0]}.{parts[1]}.{parts[2][..^4]}AAAA", default)).Holder);
        Assert.Null((await bench.Tokens.ReadAsync($"{parts[0]}.{parts[1].Replace(parts[1][10], parts[1][10] == 'A' ? 'B' : 'A')}.{parts[2]}", default)).Holder);
        Assert.Null((await bench.Tokens.ReadAsync($"{Encode("{\"alg\":\"none\"}")}.{parts[1]}.", default)).Holder);
        Assert.Null((await bench.Tokens.ReadAsync("", default)).Holder);
        Assert.Null((await bench.Tokens.ReadAsync(new string('a', 5000), default)).Holder);
        bench.Clock.Advance(TimeSpan.FromMinutes(1440 + 2));
        Assert.Contains("expired", (await bench.Tokens.ReadAsync(token, default)).Why);

        static string Encode(string json) => Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode(json);
    }

    [Fact]
    public async Task Keys_are_published_before_they_sign_and_forgotten_after_the_last_token()
    {
        await using var bench = await ApiBench.StartAsync();
        var id = await bench.CreateUserAsync();
        Assert.Single(await KeyIdsAsync(bench));
        bench.Clock.Advance(TimeSpan.FromDays(29));
        await bench.Keys.TendAsync(default);
        var published = await KeyIdsAsync(bench);
        var old = await TokenAsync(bench, id);
        bench.Clock.Advance(TimeSpan.FromDays(1));
        await bench.Keys.TendAsync(default);
        var fresh = await TokenAsync(bench, id);

        Assert.Equal(2, published.Count);
        Assert.Equal((published[0], published[1]), (new JsonWebToken(old).Kid, new JsonWebToken(fresh).Kid));
        Assert.NotNull((await bench.Tokens.ReadAsync(fresh, default)).Holder);
        bench.Clock.Advance(TimeSpan.FromHours(26));
        await bench.Keys.TendAsync(default);
        Assert.Equal([published[1]], await KeyIdsAsync(bench));
    }

    [Fact]
    public async Task An_external_id_leads_to_one_user()
    {
        await using var bench = await ApiBench.StartAsync();
        var first = await bench.PostAsync("/identities?api-version=1", "{\"externalId\":\"sally@contoso.example\"}");
        var again = await bench.PostAsync("/identities?api-version=1", "{\"externalId\":\"sally@contoso.example\"}");
        var id = first.Json.GetProperty("identity").GetProperty("id").GetString()!;
        var other = await bench.CreateUserAsync();

        Assert.Equal((201, 200), (first.Status, again.Status));
        Assert.Equal(id, again.Json.GetProperty("identity").GetProperty("id").GetString());
        var got = await bench.SendAsync(bench.Signed(HttpMethod.Get, $"/identities/{Uri.EscapeDataString(id)}?api-version=1"));
        Assert.Equal("sally@contoso.example", got.Json.GetProperty("externalId").GetString());
        Assert.Equal((409, "ExternalIdTaken"), (await PutAsync(other, "{\"externalId\":\"sally@contoso.example\"}")).StatusAndCode);
        Assert.Equal(200, (await PutAsync(id, "{\"externalId\":null}")).Status);
        Assert.Equal(200, (await PutAsync(other, "{\"externalId\":\"sally@contoso.example\"}")).Status);
        Assert.Equal(400, (await bench.PostAsync("/identities?api-version=1", "{\"externalId\":\"\"}")).Status);

        Task<BenchAnswer> PutAsync(string user, string body) => bench.SendAsync(bench.Signed(HttpMethod.Put, $"/identities/{Uri.EscapeDataString(user)}/externalId?api-version=1", body));
    }

    [Fact]
    public async Task What_areas_have_of_a_user_goes_with_it()
    {
        var data = new NotedData();
        await using var bench = await ApiBench.StartAsync(data: data);
        var id = await bench.CreateUserAsync();
        await DeleteAsync(bench, id);

        Assert.Equal([id], data.Deleted);
    }

    [Fact]
    public async Task An_exchange_that_is_not_configured_says_so()
    {
        await using var bench = await ApiBench.StartAsync();
        var teams = await bench.PostAsync("/teamsUser/:exchangeAccessToken?api-version=1", "{\"token\":\"t\",\"appId\":\"a\",\"userId\":\"u\"}");
        var ours = await bench.SendAsync(ApiBench.Plain(HttpMethod.Post, "/externalUsers/:exchangeAccessToken?api-version=1", "{\"token\":\"t\",\"scopes\":[\"chat\"]}"));

        Assert.Equal([(501, "NotConfigured"), (501, "NotConfigured")], [teams.StatusAndCode, ours.StatusAndCode]);
        Assert.Contains("Api:TokenExchange:Authority", teams.Message);
    }

    private static string Claim(JsonWebToken token, string name) => token.GetPayloadValue<string>(name);

    private static Task<BenchAnswer> DeleteAsync(ApiBench bench, string id) => bench.SendAsync(bench.Signed(HttpMethod.Delete, $"/identities/{Uri.EscapeDataString(id)}?api-version=1"));

    private static Task<BenchAnswer> IssueAsync(ApiBench bench, string id, string? body) => bench.PostAsync($"/identities/{Uri.EscapeDataString(id)}/:issueAccessToken?api-version=1", body);

    private static async Task<string> TokenAsync(ApiBench bench, string id) => (await IssueAsync(bench, id, "{\"scopes\":[\"chat\"]}")).Json.GetProperty("token").GetString()!;

    private static async Task<IReadOnlyList<string>> KeyIdsAsync(ApiBench bench) =>
        [.. (await bench.SendAsync(ApiBench.Plain(HttpMethod.Get, "/.well-known/jwks.json"))).Json.GetProperty("keys").EnumerateArray().Select(static key => key.GetProperty("kid").GetString()!)];

    private sealed class NotedData : IIdentityData
    {
        public List<string> Deleted { get; } = [];

        public ValueTask DeleteAsync(ResourceId resource, CommunicationUserId user, CancellationToken cancellation)
        {
            Deleted.Add(user.ToString());
            return ValueTask.CompletedTask;
        }
    }
}
