using System.Net;
using CsCheck;
using Telephony.Domain.Addresses;
using Telephony.Domain.Circuits;
using Telephony.Domain.Identity;
using Telephony.Domain.Registration;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Xunit;

namespace Telephony.Unit.SipTrunk;

public sealed class SbcConfigLoaderTests
{
    /// <summary>Every field that there is, none at its default.</summary>
    internal const string FullTrunk = """
        {
          "$schema": "../schema/trunk.schema.json",
          "fqdn": "SBC.Example.com", // a comment
          "description": "all",
          "resource": "contoso",
          "address": "[2001:db8::1]:5070",
          "transport": "tcp",
          "enabled": false,
          "drain": true,
          "transit": true,
          "auth": { "addresses": ["192.0.2.1", "192.0.2.2:5080", "2001:db8::/32"], "digest": { "user": "u", "password": "p", "realm": "r" }, "calledPattern": "^1", "accountAlgorithms": ["MD5"],
            "registration": { "registrar": "reg.example.net", "user": "4711", "password": "q", "authUser": "a", "realm": "r2", "domain": "example.net", "expires": 600, "keepAlive": 15, "outbound": false, "everyNode": true } },
          "proxy": "192.0.2.9:5062", "proxyRouting": "strict",
          "options": { "interval": 10, "timeout": 1.5, "misses": 4, "recoveries": 3, "off": true, "strict": true, "slowStart": 5 },
          "limits": { "channels": 1, "cpsIn": 2.5, "cpsOut": 3, "requestsPerSecond": 4, "callsPerHour": 5, "minutesPerHour": 6, "alarmAt": 0.5, "preempt": false },
          "failover": {
            "codes": [404, 503], "noReply": 2, "noProgress": 5,
            "breaker": { "failures": 2, "share": 0.3, "minimumCalls": 4, "window": 10, "pause": 6, "off": true },
          },
          "identity": { "trusted": true, "from": "4711", "fromHost": "us.example", "pai": "billed", "billedNumber": "+1206", "privacy": "id", "historyInfo": "none", "diversion": "always", "rewriteForwarding": true },
          "headers": { "in": ["X-A"], "out": ["X-B-*"], "most": 2 },
          "largeRequests": "stay",
          "localAddress": { "address": "10.0.0.5", "advertised": "nat.example.com" },
          "lateOffer": "reject",
          "prack": "required",
          "sessionTimer": { "mode": "always", "expires": 600, "minSe": 120, "refresher": "local" },
          "media": { "rtcpMux": "offer", "ringWhileSearching": false, "ringAfter": 3, "timeouts": { "beforeFirst": 40, "afterLast": 20, "onLoss": "keep" } },
          "transfer": { "refer": "reinvite", "accept": "pass" },
          "follow3xx": true,
          "accounts": [{ "user": "p1", "password": "s", "aors": ["71", "+12065550171"], "numbers": "^\\+1206", "maxContacts": 2, "minExpires": 90, "maxExpires": 900, "ring": "newest", "requestUri": "called" }],
          "numberRules": {
            "inboundCalled": [{ "name": "n", "pattern": "^(1)$", "replacement": "2$1", "emergency": true }],
            "inboundCalling": [{ "preset": "nationalToE164", "country": "49", "trunkPrefix": "0", "internationalPrefix": "00" }],
            "outboundCalled": [{ "preset": "addTechPrefix", "prefix": "99#" }],
            "outboundCalling": [{ "preset": "didToExtensions", "block": "+1206555", "digits": 4 },],
          },
          "codecs": { "order": ["g722", "pcma"], "exclude": ["g729"], "transcode": "allow" },
          "dtmf": { "mode": "info" },
          "hold": { "music": "music.wav" },
          "fax": { "t38": "off", "maxBitRate": 9600 },
        }
        """;

    internal const string FullRoutes = """
        {
          "$schema": "schema/routes.schema.json",
          "routes": [
            {
              "name": "r", "description": "d", "resource": "contoso", "numberPattern": "^1", "callerPattern": "^2", "trunks": ["sbc.example.COM"],
              "order": "weighted", "weights": [3], "fromTrunks": ["sbc.example.com"], "failover": { "codes": [486] },
              "hours": [{ "days": ["mon", "fri"], "from": "22:00", "to": "06:30" }], "timeZone": "Europe/Berlin",
            },
          ],
          "numberRules": { "inboundCalled": [{ "preset": "addPlus" }] },
          "emergencyNumbers": ["112"],
        }
        """;

    [Fact]
    public void Every_field_of_a_trunk_arrives()
    {
        using var folder = new SbcFolder().With("trunks/sbc.json", FullTrunk);
        var result = folder.Load();
        Assert.Empty(result.Mistakes);
        var trunk = Assert.Single(result.Catalogue?.Trunks ?? []);
        Assert.Equal((TrunkId.Parse("sbc.example.com"), "all", ResourceId.Parse("contoso"), "[2001:db8::1]:5070"), (trunk.Id, trunk.Description, trunk.Resource, trunk.Address?.ToString()));
        Assert.Equal((SignallingTransport.Tcp, false, true, true, LateOffer.Reject, true), (trunk.Transport, trunk.Enabled, trunk.Transit, trunk.Identity.Trusted, trunk.LateOffer, trunk.Follow3xx));
        Assert.Equal(["192.0.2.1", "192.0.2.2:5080", "2001:db8::/32"], trunk.Authentication.Addresses.Select(a => a.ToString()));
        Assert.Equal((new DigestCredentials("u", "p", "r"), "^1"), (trunk.Authentication.Digest, trunk.Authentication.CalledPattern?.Text));
        Assert.Equal(
            new TrunkRegistration(new HostPort("reg.example.net", 0), "4711", "q") { AuthUser = "a", Realm = "r2", Domain = "example.net", Expires = TimeSpan.FromMinutes(10), KeepAlive = TimeSpan.FromSeconds(15), Outbound = false, EveryNode = true },
            trunk.Authentication.Registration);
        Assert.Equal(
            new TrunkIdentity(true) { From = "4711", FromHost = "us.example", Pai = AssertedIdentity.Billed, BilledNumber = "+1206", Privacy = PrivacyWord.Id, HistoryInfo = ForwardingHeader.None, Diversion = ForwardingHeader.Always, RewriteForwarding = true },
            trunk.Identity);
        Assert.Equal(("X-A", "X-B-*", 2, true), (trunk.Headers.In[0], trunk.Headers.Out[0], trunk.Headers.Most, trunk.LargeRequests == LargeRequests.Stay));
        var account = Assert.Single(trunk.Accounts);
        Assert.Equal(("p1", "s", "71 +12065550171", @"^\+1206", 2), (account.User, account.Password, string.Join(' ', account.Aors), account.Numbers?.Text, account.MaxContacts));
        Assert.Equal((90.0, 900.0, AccountRinging.Newest, true), (account.MinExpires.TotalSeconds, account.MaxExpires.TotalSeconds, account.Ring, account.CalledInUri));
        Assert.Equal(("192.0.2.9:5062", ProxyRouting.Strict), (trunk.Proxy?.ToString(), trunk.ProxyRouting));
        Assert.Equal(new OptionsPing { Interval = TimeSpan.FromSeconds(10), Timeout = TimeSpan.FromSeconds(1.5), Misses = 4, Recoveries = 3, Off = true, Strict = true, SlowStart = TimeSpan.FromSeconds(5) }, trunk.Options);
        Assert.Equal(new TrunkLimits { Channels = 1, CpsIn = 2.5, CpsOut = 3, RequestsPerSecond = 4, CallsPerHour = 5, MinutesPerHour = 6, AlarmAt = 0.5, Preempt = false }, trunk.Limits);
        Assert.Equal(new CircuitPolicy { Failures = 2, Share = 0.3, MinimumCalls = 4, Window = TimeSpan.FromSeconds(10), Pause = TimeSpan.FromSeconds(6), Off = true }, trunk.Failover.Breaker);
        Assert.True(trunk.Drain);
        Assert.Equal("404 503 after 2 or 5 s", $"{string.Join(' ', trunk.Failover.Codes)} after {trunk.Failover.NoReply.TotalSeconds} or {trunk.Failover.NoProgress.TotalSeconds} s");
        Assert.Equal(PrackPolicy.Required, trunk.Prack);
        Assert.Equal(new SessionTimerPolicy { Mode = SessionTimerMode.Always, Expires = TimeSpan.FromSeconds(600), Minimum = TimeSpan.FromSeconds(120), Refresher = SessionRefresher.Local }, trunk.SessionTimer);
        Assert.Equal(
            new TrunkMedia { RingWhileSearching = false, RingAfter = TimeSpan.FromSeconds(3), BeforeFirst = TimeSpan.FromSeconds(40), AfterLast = TimeSpan.FromSeconds(20), OnLoss = MediaLossAction.Keep },
            trunk.Media);
        Assert.Equal(new LocalAddress(IPAddress.Parse("10.0.0.5"), "nat.example.com"), trunk.LocalAddress);
        Assert.Equal((1, 2, 1, 1), (trunk.NumberRules.InboundCalled.Count, trunk.NumberRules.InboundCalling.Count, trunk.NumberRules.OutboundCalled.Count, trunk.NumberRules.OutboundCalling.Count));
        Assert.True(trunk.NumberRules.InboundCalled[0].Emergency);
        Assert.Equal("g722 pcma, not g729", $"{string.Join(' ', trunk.Codecs.Order)}, not {string.Join(' ', trunk.Codecs.Exclude)}");
    }

    [Fact]
    public void Every_field_of_the_routes_arrives()
    {
        using var folder = new SbcFolder().With("trunks/sbc.json", FullTrunk).With("routes.json", FullRoutes);
        var result = folder.Load();
        Assert.Empty(result.Mistakes);
        var route = Assert.Single(result.Catalogue?.Routes ?? []);
        Assert.Equal(("r", "d", "contoso", "^1", "^2", RouteOrder.Weighted), (route.Name, route.Description, route.Resource.Value, route.NumberPattern.Text, route.CallerPattern?.Text, route.Order));
        Assert.Equal("sbc.example.com sbc.example.com 486", $"{route.Trunks.Single()} {route.FromTrunks.Single()} {route.FailoverCodes?.Single()}");
        Assert.Equal([3], route.Weights);
        Assert.Equal(("Monday Friday 22:00 06:30", "Europe/Berlin"), (string.Join(' ', route.Hours.Select(static h => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{string.Join(' ', h.Days)} {h.From:HH\\:mm} {h.To:HH\\:mm}"))), route.TimeZone.Id));
        Assert.Equal(("addPlus", "112"), (result.Catalogue?.NumberRules.InboundCalled[0].Name, Assert.Single(result.Catalogue?.Emergency.Codes ?? [])));
    }

    [Fact]
    public void A_trunk_needs_only_its_name()
    {
        using var folder = new SbcFolder().With("trunks/a.json", """{ "fqdn": "a.example" }""");
        var trunk = Assert.Single(folder.Load().Catalogue?.Trunks ?? []);
        Assert.Equal((SignallingTransport.Tls, true, false, false, LateOffer.Accept), (trunk.Transport, trunk.Enabled, trunk.Transit, trunk.Identity.Trusted, trunk.LateOffer));
        Assert.Equal((60.0, 3, 2, false), (trunk.Options.Interval.TotalSeconds, trunk.Options.Misses, trunk.Options.Recoveries, trunk.Options.Off));
        Assert.Equal(TrunkFailover.UsualCodes, trunk.Failover.Codes);
    }

    [Fact]
    public void What_ships_lets_softphones_on_this_machine_in_and_nobody_else()
    {
        var result = Telephony.SipTrunk.Loading.SbcConfigLoader.Load(SbcFolder.Shipped);
        Assert.Empty(result.Mistakes);
        Assert.Equal("local.invalid", Find("127.0.0.1")?.Id.Value);
        Assert.Equal("local.invalid", Find("::1")?.Id.Value);
        Assert.Null(Find("192.168.1.1"));
        var local = Find("127.0.0.1");
        Assert.Equal((false, true, false), (local?.Transit, local?.Options.Off, local?.CanBeCalled));

        Trunk? Find(string address) => result.Catalogue?.Matcher.Match(new InboundSource(IPAddress.Parse(address), 4711, SignallingTransport.Udp)).Named;
    }

    [Fact]
    public void Backups_and_the_name_that_a_trunk_knows_us_by_arrive()
    {
        using var folder = new SbcFolder().WithTrunk("""  "address": "sip.example.net:5061", "backups": ["sip2.example.net:5061", "192.0.2.3"], "localName": "Tenant.SBC.example." """);
        var result = folder.Load();
        Assert.Empty(result.Mistakes);
        var trunk = Assert.Single(result.Catalogue?.Trunks ?? []);
        Assert.Equal(["sip2.example.net:5061", "192.0.2.3"], trunk.Backups.Select(static place => place.ToString()));
        Assert.Equal("tenant.sbc.example", trunk.OwnName);
    }

    [Theory]
    [InlineData("""  "localName": "192.0.2.1" """, "localName is \"192.0.2.1\": allowed is a host name")]
    [InlineData("""  "localName": "sbc.example:5061" """, "localName is \"sbc.example:5061\": allowed is a host name")]
    [InlineData("""  "backups": ["b.example", "c.example:99999"] """, "backups[1] is \"c.example:99999\": allowed are host:port")]
    [InlineData("""  "backups": ["b.example"], "proxy": "p.example" """, "backups is a list: they go with address alone")]
    public void What_backups_and_localName_may_not_be_is_said(string fields, string sentence)
    {
        using var folder = new SbcFolder().WithTrunk(fields);
        Assert.Contains(sentence, Assert.Single(folder.Load().Mistakes).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void The_examples_are_good_as_they_stand()
    {
        using var folder = new SbcFolder();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(SbcFolder.Shipped, "examples"), "*.json"))
        {
            var name = Path.GetFileName(file);
            folder.With(name == "routes.json" ? name : $"trunks/{name}", File.ReadAllText(file));
        }
        var result = folder.Load();
        Assert.Empty(result.Mistakes);
        Assert.Equal((7, 3), (result.Catalogue?.Trunks.Count, result.Catalogue?.Routes.Count));
    }

    [Fact]
    public void A_password_may_stand_in_the_environment_or_in_a_file()
    {
        using var folder = new SbcFolder().With("secret.txt", "from file\nrest").WithTrunk("""  "auth": { "digest": { "user": "a", "password": "${ENV:SBC_A}" } } """)
            .WithTrunk("""  "auth": { "digest": { "user": "b", "password": "${FILE:secret.txt}" } } """, "beta.example", "beta");
        folder.Environment["SBC_A"] = "from environment";
        Assert.Equal(["from environment", "from file"], folder.Load().Catalogue?.Trunks.Select(t => t.Authentication.Digest?.Password ?? ""));
    }

    [Fact]
    public void An_empty_folder_is_an_empty_catalogue_and_a_missing_one_is_a_mistake()
    {
        using var folder = new SbcFolder();
        Assert.Empty(folder.Load().Catalogue?.Trunks ?? [Given()]);
        var missing = Telephony.SipTrunk.Loading.SbcConfigLoader.Load(Path.Combine(folder.Path, "none"));
        Assert.Contains("does not exist", Assert.Single(missing.Mistakes).Sentence, StringComparison.Ordinal);

        static Trunk Given() => new() { Id = TrunkId.Parse("x.example") };
    }

    [Fact]
    public void Any_bytes_are_a_mistake_and_never_an_exception() => Check.Sample(Gen.Byte.Array, bytes =>
    {
        var mistakes = new List<Telephony.SipTrunk.Loading.ConfigMistake>();
        var node = Telephony.SipTrunk.Loading.ConfigReader.Read("x.json", bytes, mistakes);
        Assert.True(node is not null || mistakes.Count > 0);
    });

    [Fact]
    public void A_cut_or_altered_file_is_a_mistake_and_never_an_exception() => Check.Sample(
        Gen.Select(Gen.Int[0, FullTrunk.Length - 1], Gen.Char["{}[]\",:0 a\n"], Gen.Bool),
        (at, c, cut) =>
        {
            var mistakes = new List<Telephony.SipTrunk.Loading.ConfigMistake>();
            var text = cut ? FullTrunk[..at] : FullTrunk[..at] + c + FullTrunk[(at + 1)..];
            var node = Telephony.SipTrunk.Loading.ConfigReader.Read("x.json", System.Text.Encoding.UTF8.GetBytes(text), mistakes);
            if (node is null) return;
            new Telephony.SipTrunk.Schema.SchemaCheck("x.json", mistakes).Check(node, Telephony.SipTrunk.Schema.SbcSchemas.Trunk);
            Telephony.SipTrunk.Binding.TrunkBinder.Bind(new(node, "", "x.json", mistakes), new Telephony.SipTrunk.Binding.SecretReader(".", _ => null));
        });
}
