using System.Text.Json.Nodes;
using Telephony.Interop.Calls;
using Telephony.Peers.Agents;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Examples;

/// <summary>
/// The example <c>teams-phone</c>: its trunk against its stand-in for the service, which refuses whoever does not keep the service's rules: names in certificate,
/// Contact, From and Via; one SDES suite; numbers in E.164.
/// </summary>
[Trait("Machine", "quiet")]
public sealed class TeamsPhone
{
    private const string User = "+14255550100";
    private const string Pstn = "+12065550199";

    private static readonly TimeSpan s_talk = TimeSpan.FromMilliseconds(2500);
    private static readonly TimeSpan s_heard = TimeSpan.FromMilliseconds(1800);

    [Fact]
    public async Task Calls_cross_by_the_services_rules()
    {
        await using var field = new Field();
        var carrier = await field.BaresipAsync(new BaresipPhone { User = Pstn, ToneHertz = 700 });
        var user = await field.BaresipAsync(new BaresipPhone { User = User, ToneHertz = 1000 });
        var site = await Site.StartAsync(field, user.Port, carrier.Address);
        await site.ServiceIsUpAsync();
        foreach (var (toUser, callerHangsUp) in Field.AllWays)
        {
            var (caller, callee) = toUser ? (carrier, user) : (user, carrier);
            await Field.TalkAsync(
                caller, callee, toUser ? $"sip:{User}@{site.Gateway.Address}" : $"sip:{Pstn}@127.0.0.1:{site.Service.Port}", callerHangsUp, static () => Task.Delay(s_talk, TestContext.Current.CancellationToken));
            await Field.EndsCleanAsync(site.Gateway);
        }

        await user.HeardAsync(700, Field.AllWays.Count * s_heard);
        await carrier.HeardAsync(1000, Field.AllWays.Count * s_heard);
        Assert.DoesNotContain("refused", site.Service.Process.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localName", null, "uac-403")]                                                   // then Contact is an address
    [InlineData("localName", "other.contoso.example", "uac-403")]                                // not the certificate's name
    [InlineData("identity.fromHost", "other.contoso.example", "uac-403")]
    [InlineData("srtp.suites", "AES_CM_128_HMAC_SHA1_32", "uac-488")]
    public async Task The_stand_in_refuses_who_does_not_keep_the_rules(string field, string? value, string caller)
    {
        await using var play = new Field();
        var nearPort = Ports.Take();
        var user = await play.SippAsync(new SippRun("uas"));
        var site = await Site.StartAsync(play, user.Port, $"127.0.0.1:{nearPort}", trunk =>
        {
            Change(trunk, field, value);
            trunk["options"] = new JsonObject { ["off"] = true };      // an OPTIONS that is refused first would keep the call at home
        });
        var near = await play.SippAsync(new SippRun(caller) { Port = nearPort, Remote = site.Gateway.Address, Called = User, Caller = Pstn });
        await near.SucceedsAsync();
        Assert.Equal(0, user.Figures.Received);
        await site.Gateway.HasNoCallAsync();
    }

    [Theory]
    [InlineData(Refusal.NoAnswer, Refusal.Unavailable, "no reply", "rejected 503", "answered after")]
    [InlineData(Refusal.NobodyListens, Refusal.Unavailable, "rejected 503", "answered after")]      // OPTIONS have shown that it would be in vain
    public async Task The_three_names_are_tried_in_order(Refusal first, Refusal second, params string[] attempts)
    {
        await using var field = new Field();
        var nearPort = Ports.Take();
        var user = await field.SippAsync(new SippRun("uas"));
        var site = await Site.StartAsync(field, user.Port, $"127.0.0.1:{nearPort}", others: [first, second]);
        await site.ServiceIsUpAsync();
        await site.OnlyAreDownAsync(first == Refusal.NobodyListens, second == Refusal.NobodyListens, false);
        await field.CallAsync(site.Gateway, nearPort, new SippRun("uac") { Called = User, Caller = Pstn, Pause = TimeSpan.FromMilliseconds(300) }, user);
        Assert.Equal(attempts, await AttemptsAsync(site.Gateway));
        await Field.EndsCleanAsync(site.Gateway);
    }

    /// <summary>The first two words of what each attempt of the newest call came to.</summary>
    private static async Task<IReadOnlyList<string>> AttemptsAsync(GatewayProcess gateway)
    {
        var record = await gateway.CommandAsync("call", (await gateway.CommandAsync("calls")).Split(' ')[0]);
        var lines = record.Split('\n').SkipWhile(static line => line.Trim() != "Attempts").Skip(1).TakeWhile(static line => line.Trim().Length > 0);
        return [.. lines.Select(static line => string.Join(' ', line[(line.IndexOf(" tls  ", StringComparison.Ordinal) + 6)..].Split(' ')[..2]))];
    }

    [Fact]
    public async Task A_transfer_to_parameters_of_the_services_own_comes_back_to_it_as_they_were()
    {
        const string Opaque = "x-m=8:orgid:6f0f6a0e-6d6f-4a8b-9d0e-1f6b8a3c2d11;x-t=9f86d081-884c-4d65-9a2f-eaa0c55ad015%3b%2f";
        const string Referrer = "x-ti=72f988bf-86f1-41af-91ab-2d7cd011db47;x-tt=aHR0cHM6Ly9hcGkuZXhhbXBsZS5jb20%3d";
        await using var field = new Field();
        var nearPort = Ports.Take();
        var target = await field.SippAsync(new SippRun("uas"));
        var user = await field.SippAsync(new SippRun("uas-refers")
        {
            Pause = TimeSpan.FromMilliseconds(500),
            Keys = new Dictionary<string, string> { ["refer_to"] = $"<sip:sip.pstnhub.sip.test:5061;transport=tls;{Opaque}>", ["referred_by"] = $"<sip:sip.pstnhub.sip.test:5061;transport=tls;{Referrer}>" },
        });
        var site = await Site.StartAsync(field, user.Port, $"127.0.0.1:{nearPort}", opaquePort: target.Port);
        await site.ServiceIsUpAsync();
        var near = await field.SippAsync(new SippRun("uac") { Port = nearPort, Remote = site.Gateway.Address, Called = User, Caller = Pstn, Pause = TimeSpan.FromSeconds(6) });
        await near.SucceedsAsync();
        await user.SucceedsAsync();
        await target.SucceedsAsync();
        Assert.Contains(";" + Opaque, target.Messages, StringComparison.Ordinal);
        Assert.Contains(Referrer, target.Messages, StringComparison.Ordinal);
        await Field.EndsCleanAsync(site.Gateway);
    }

    public enum Refusal
    {
        /// <summary>A server that takes the INVITE and says nothing.</summary>
        NoAnswer,

        /// <summary>503.</summary>
        Unavailable,
        NobodyListens,
    }

    private static void Change(JsonObject trunk, string path, string? value)
    {
        var names = path.Split('.');
        var section = names[..^1].Aggregate(trunk, static (parent, child) => (JsonObject)(parent[child] ??= new JsonObject()));
        if (value is null) section.Remove(names[^1]);
        else section[names[^1]] = names[^1] == "suites" ? new JsonArray(value) : value;
    }

    /// <summary>Name server, gateway and service, the last two with certificates of one authority.</summary>
    private sealed record Site(GatewayProcess Gateway, Kamailio Service)
    {
        private const string Domain = "pstnhub.sip.test";

        public static async Task<Site> StartAsync(
            Field field, int userPort, string carrier, Action<JsonObject>? change = null, int opaquePort = 5082, IReadOnlyList<Refusal>? others = null)
        {
            var (port, tlsPort, media) = (Ports.Take(), Ports.Take(), Ports.TakeBlock(200));
            int[] places = others is null ? [tlsPort, Ports.Take(), Ports.Take()] : [Ports.Take(), Ports.Take(), tlsPort];
            var names = field.Owns(await Named.StartAsync(field.Work, "sip.pstnhub IN A 127.0.0.1\nsip2.pstnhub IN A 127.0.0.1\nsip3.pstnhub IN A 127.0.0.1"));
            var rtpengine = field.Owns(await Rtpengine.StartAsync(field.Work, (media, media + 199), 1));
            var trunk = JsonNode.Parse(
                Example.Read(
                    "teams-phone/trunk.json", ("pstnhub.microsoft.com", Domain), ("sip.pstnhub.sip.test:5061", $"sip.{Domain}:{places[0]}"), ("sip2.pstnhub.sip.test:5061", $"sip2.{Domain}:{places[1]}"),
                    ("sip3.pstnhub.sip.test:5061", $"sip3.{Domain}:{places[2]}"), ("\"interval\": 60", "\"interval\": 1")),
                documentOptions: new System.Text.Json.JsonDocumentOptions { CommentHandling = System.Text.Json.JsonCommentHandling.Skip, AllowTrailingCommas = true })!.AsObject();
            change?.Invoke(trunk);
            var gateway = await field.GatewayAsync(new GatewaySetup { DevelopmentTls = true }.Identity("sbc.contoso.example").Setting("Sip__NameServers", names.Address)
                .TrunkFile("teams.json", trunk.ToJsonString())
                .Trunk("carrier.example", set => set.At(carrier))
                .Route(@"^\+1425", Domain)
                .Route(@"^\+1206", "carrier.example"));
            var issued = await gateway.IssueAsync($"sip.{Domain}", $"sip2.{Domain}", $"sip3.{Domain}", $"sip-du-a-us.{Domain}");
            for (var i = 0; i < others?.Count; i++) await OtherAsync(field, others[i], places[i], issued);
            var folder = Example.Copy(
                field.Work, "teams-phone", ("pstnhub.microsoft.com", Domain), ("SBC_PORT!5061", $"SBC_PORT!{gateway.GatewayPorts.Tls}"), ("sbc.contoso.example:5061", $"sbc.contoso.example:{gateway.GatewayPorts.Tls}"),
                ("127.0.0.1:5080", $"127.0.0.1:{userPort}"), ("127.0.0.1:5082", $"127.0.0.1:{opaquePort}"), ("127.0.0.1:5070", $"127.0.0.1:{port}"), (":5071", $":{tlsPort}"), ("127.0.0.1:2223", $"127.0.0.1:{rtpengine.ControlPort}"));
            issued.CopyTo(folder, "service.pem", "service.key", "ca.pem");
            var service = field.Owns(await Kamailio.StartExampleAsync(folder, port, tlsPort));
            await service.KnowsAsync("sbc.contoso.example");
            return new Site(gateway, service);
        }

        public Task ServiceIsUpAsync() => Gateway.SaysTrunkIsAsync(Domain, "active");

        public Task OnlyAreDownAsync(params bool[] down) => Gateway.PlacesAreTriedLastAsync(Domain, down);

        private static async Task OtherAsync(Field field, Refusal refusal, int place, IssuedCertificate issued)
        {
            if (refusal == Refusal.NobodyListens) return;
            var tls = new Certificates(issued.AuthorityFile, issued.CertificateFile, issued.KeyFile, "");
            await field.KamailioAsync(refusal == Refusal.NoAnswer ? KamailioRoutes.Silent : KamailioRoutes.Unavailable, tls, place);
        }
    }
}
