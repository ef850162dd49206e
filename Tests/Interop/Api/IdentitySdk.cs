using Telephony.Interop.Calls;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Api;

/// <summary>The official identity SDK, run by Node over HTTPS, with a connection string and the development authority: nothing else is told to it.</summary>
public sealed class IdentitySdk
{
    [Fact]
    public async Task Every_method_does_what_the_service_does()
    {
        await using var field = new Field();
        var gateway = await field.GatewayAsync(new GatewaySetup { Https = true });
        var (code, log) = await NodeScript.RunAsync("identity.mjs", gateway);

        Assert.True(code == 0, log);
        var audit = await gateway.CommandAsync("audit", "--limit", "1000");
        Assert.Contains("CommunicationIdentity_IssueAccessToken", audit);
        Assert.DoesNotContain("eyJ", audit);       // no token
        Assert.DoesNotContain("eyJ", gateway.Process.Log);
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task Resources_share_the_gateway_and_nothing_else_and_a_key_made_anew_counts_at_once()
    {
        await using var field = new Field();
        var gateway = await field.GatewayAsync(new GatewaySetup { Https = true });
        await gateway.CommandAsync("resources", "add", "contoso");
        await Until.TrueAsync(async () => (await NodeScript.RunAsync("identity.mjs", gateway, "contoso")).Code == 0, TimeSpan.FromSeconds(60), () => "The new resource did not work.");

        Assert.DoesNotContain(await FirstUserAsync("default"), await gateway.CommandAsync("users", "list", "--resource", "contoso"));
        var before = await gateway.ConnectionStringAsync();
        await gateway.CommandAsync("keys", "regenerate", "primary");
        Assert.NotEqual(before, await gateway.ConnectionStringAsync());
        await Until.TrueAsync(async () => (await NodeScript.RunAsync("identity.mjs", gateway)).Code == 0, TimeSpan.FromSeconds(60), () => "The new key did not work.");
        var (code, log) = await NodeScript.RunAsync("identity.mjs", gateway, "default", ("CONNECTION_STRING", before));
        Assert.True(code != 0 && log.Contains("401 Denied", StringComparison.Ordinal), log);
        await Field.EndsCleanAsync(gateway);

        async Task<string> FirstUserAsync(string resource)
        {
            Assert.Equal(0, (await NodeScript.RunAsync("identity.mjs", gateway, resource)).Code);
            return (await gateway.CommandAsync("users", "list", "--resource", resource)).Split(' ', '\n')[0];
        }
    }

    [Fact]
    public async Task Users_and_keys_are_there_after_a_kill()
    {
        await using var field = new Field();
        var gateway = await field.GatewayAsync(new GatewaySetup { Https = true });
        Assert.Equal(0, (await NodeScript.RunAsync("identity.mjs", gateway)).Code);
        var (keys, users) = (await gateway.CommandAsync("keys", "show"), await gateway.CommandAsync("users", "list"));
        gateway.Kill();
        await gateway.RunAsync();

        Assert.Equal((keys, users), (await gateway.CommandAsync("keys", "show"), await gateway.CommandAsync("users", "list")));
        Assert.Equal(0, (await NodeScript.RunAsync("identity.mjs", gateway)).Code);
    }

    [Fact]
    public async Task A_request_sent_again_after_a_kill_gets_the_answer_it_had()
    {
        await using var field = new Field();
        var gateway = await field.GatewayAsync(new GatewaySetup { Https = true });
        (string, string)[] once = [("REPEAT_ID", Guid.NewGuid().ToString()), ("REPEAT_SENT", TimeProvider.System.GetUtcNow().ToString("r", null))];
        var first = await NodeScript.RunAsync("identity-repeat.mjs", gateway, "default", once);
        gateway.Kill();
        await gateway.RunAsync();
        var second = await NodeScript.RunAsync("identity-repeat.mjs", gateway, "default", once);
        var other = await NodeScript.RunAsync("identity-repeat.mjs", gateway, "default", ("REPEAT_ID", Guid.NewGuid().ToString()), once[1]);

        Assert.True(first.Code == 0, first.Log);
        Assert.Equal(first, second);
        Assert.Equal(0, other.Code);
        Assert.NotEqual(first.Log, other.Log);
    }

    [Fact]
    public async Task Tokens_of_an_issuer_stand_in_for_keys_and_are_exchanged_for_users_tokens()
    {
        await using var field = new Field();
        var issuer = field.Owns(await OpenIdIssuer.StartAsync());
        var gateway = await field.GatewayAsync(Trusting(issuer));
        var (code, log) = await NodeScript.RunAsync("identity-issuer.mjs", gateway, "default", ("ISSUER", issuer.Authority));

        Assert.True(code == 0, log);
        await Field.EndsCleanAsync(gateway);
    }

    [Fact]
    public async Task An_issuer_may_turn_its_keys()
    {
        await using var field = new Field();
        var issuer = field.Owns(await OpenIdIssuer.StartAsync());
        var gateway = await field.GatewayAsync(Trusting(issuer));
        Assert.Equal(0, (await OnceAsync()).Code);
        await issuer.TurnKeysAsync();

        // The issuer is asked again at most every ten seconds.
        var last = (Code: 0, Log: "");
        await Until.TrueAsync(async () => (last = await OnceAsync()).Code == 0, TimeSpan.FromSeconds(90), () => $"The new keys were not taken. The SDK says:\n{last.Log}");

        Task<(int Code, string Log)> OnceAsync() => NodeScript.RunAsync("identity-once.mjs", gateway, "default", ("ISSUER", issuer.Authority));
    }

    private static GatewaySetup Trusting(OpenIdIssuer issuer) => new GatewaySetup { Https = true }
        .Setting("Api__OpenIdConnect__Authority", issuer.Authority).Setting("Api__OpenIdConnect__Audience", "telephony")
        .Setting("Api__TokenExchange__Authority", issuer.Authority).Setting("Api__TokenExchange__Audience", "app")
        .Setting("Api__TokenExchange__UserClaim", "oid").Setting("Api__TokenExchange__Scopes", "chat, voip.join");
}
