using System.Text;
using Telephony.Documents;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Trunks;
using Telephony.SipTrunk.Binding;
using Telephony.SipTrunk.Loading;
using Telephony.SipTrunk.Schema;
using Xunit;

namespace Telephony.Unit.SipTrunk;

/// <summary>The schema is the one definition: what it names is what the loader reads, and its defaults and words are those of the product.</summary>
public sealed class SchemaAgreementTests
{
    [Fact]
    public void The_loader_asks_for_exactly_the_fields_of_the_trunk_schema()
    {
        var node = Read(SbcConfigLoaderTests.FullTrunk);
        var section = new ConfigSection(node, "", "x", []);
        TenantBinder.Bind(section, TrunkBinder.Bind(section, new SecretReader(".", _ => null))!);
        AssertAgree(node, SbcSchemas.Trunk, "");
        var rules = node["numberRules"]?.Members.SelectMany(list => list.Value.Items).SelectMany(rule => rule.Asked).Distinct().Order();
        Assert.Equal(SbcSchemas.Trunk.Properties["numberRules"].Properties["inboundCalled"].Items?.Properties.Keys.Order(), rules);
    }

    [Fact]
    public void The_loader_asks_for_exactly_the_fields_of_the_routes_schema()
    {
        var node = Read(SbcConfigLoaderTests.FullRoutes);
        RoutesBinder.Bind(new ConfigSection(node, "", "x", []));
        AssertAgree(node, SbcSchemas.Routes, "");
    }

    [Fact]
    public void The_words_of_the_schema_are_those_of_the_product()
    {
        var trunk = SbcSchemas.Trunk.Properties;
        Assert.Equal(Enum.GetValues<SignallingTransport>().Select(t => t.ToWord()), trunk["transport"].Enum);
        Assert.Equal(Enum.GetNames<DtmfMode>().Select(n => n.ToLowerInvariant()), trunk["dtmf"].Properties["mode"].Enum);
        Assert.Equal(Enum.GetNames<LateOffer>().Select(n => n.ToLowerInvariant()), trunk["lateOffer"].Enum);
        Assert.Equal(Words<PrackPolicy>(), trunk["prack"].Enum);
        Assert.Equal(Words<LargeRequests>(), trunk["largeRequests"].Enum);
        Assert.Equal(Words<SessionTimerMode>(), trunk["sessionTimer"].Properties["mode"].Enum);
        Assert.Equal(Words<SessionRefresher>(), trunk["sessionTimer"].Properties["refresher"].Enum);
        Assert.Equal(Words<MediaLossAction>(), trunk["media"].Properties["timeouts"].Properties["onLoss"].Enum);
        Assert.Equal(Enum.GetNames<ReferPolicy>().Select(n => n.ToLowerInvariant()), trunk["transfer"].Properties["refer"].Enum);
        Assert.Equal(Enum.GetNames<ReferHost>().Select(n => n.ToLowerInvariant()), trunk["transfer"].Properties["referTo"].Enum);
        Assert.Equal(Enum.GetNames<ReferAcceptance>().Select(n => n.ToLowerInvariant()), trunk["transfer"].Properties["accept"].Enum);
        Assert.Equal(NumberRulePresets.Names, trunk["numberRules"].Properties["inboundCalled"].Items?.Properties["preset"].Enum);
        Assert.Equal(Enum.GetValues<Telephony.Domain.Routing.RouteOrder>().Select(Telephony.Domain.Routing.RouteOrders.ToWord), SbcSchemas.Routes.Properties["routes"].Items?.Properties["order"].Enum);
        Assert.Equal((OptionsPing.ShortestInterval.TotalSeconds, OptionsPing.LongestInterval.TotalSeconds), (trunk["options"].Properties["interval"].Minimum, trunk["options"].Properties["interval"].Maximum));
        Assert.Equal((NumberPattern.LongestText, NumberRule.LongestName, NumberRule.LongestReplacement), (Rule("pattern"), Rule("name"), Rule("replacement")));

        static IEnumerable<string> Words<T>()
            where T : struct, Enum => Enum.GetNames<T>().Select(static n => n.ToLowerInvariant());

        int? Rule(string field) => trunk["numberRules"].Properties["inboundCalled"].Items?.Properties[field].MaxLength;
    }

    [Fact]
    public void The_defaults_that_the_schema_names_are_those_that_hold()
    {
        using var document = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(SbcFolder.Shipped, "schema", "trunk.schema.json")));
        var fields = document.RootElement.GetProperty("properties");
        var trunk = new Trunk { Id = Telephony.Domain.Identity.TrunkId.Parse("x.example") };
        Assert.Equal(trunk.Transport.ToWord(), Default("transport").GetString());
        Assert.Equal(trunk.Transfer.ReferTo.ToString().ToLowerInvariant(), Default("transfer", "referTo").GetString());
        Assert.Equal(trunk.LargeRequests.ToString().ToLowerInvariant(), Default("largeRequests").GetString());
        Assert.Equal((trunk.Transfer.Refer.ToString().ToLowerInvariant(), trunk.Transfer.Accept.ToString().ToLowerInvariant()), (Default("transfer", "refer").GetString(), Default("transfer", "accept").GetString()));
        Assert.Equal((trunk.Enabled, trunk.Transit, trunk.Follow3xx), (Default("enabled").GetBoolean(), Default("transit").GetBoolean(), Default("follow3xx").GetBoolean()));
        Assert.Equal(
            (trunk.Options.Interval.TotalSeconds, trunk.Options.Timeout.TotalSeconds, trunk.Options.Misses, trunk.Options.Recoveries),
            (Default("options", "interval").GetDouble(), Default("options", "timeout").GetDouble(), Default("options", "misses").GetInt32(), Default("options", "recoveries").GetInt32()));
        Assert.Equal((trunk.Fax.T38.ToString().ToLowerInvariant(), trunk.Fax.MaxBitRate), (Default("fax", "t38").GetString(), Default("fax", "maxBitRate").GetInt32()));
        Assert.Equal(trunk.Failover.Codes, Default("failover", "codes").EnumerateArray().Select(c => c.GetInt32()));
        Assert.Equal(
            (trunk.Options.SlowStart.TotalSeconds, trunk.Limits.AlarmAt, trunk.Limits.Preempt),
            (Default("options", "slowStart").GetDouble(), Default("limits", "alarmAt").GetDouble(), Default("limits", "preempt").GetBoolean()));
        var breaker = trunk.Failover.Breaker;
        Assert.Equal((breaker.Failures, breaker.MinimumCalls, breaker.Share), (Default("failover", "breaker", "failures").GetInt32(), Default("failover", "breaker", "minimumCalls").GetInt32(), Default("failover", "breaker", "share").GetDouble()));
        Assert.Equal((breaker.Window.TotalSeconds, breaker.Pause.TotalSeconds), (Default("failover", "breaker", "window").GetDouble(), Default("failover", "breaker", "pause").GetDouble()));
        Assert.Equal((trunk.Failover.NoReply.TotalSeconds, trunk.Failover.NoProgress.TotalSeconds), (Default("failover", "noReply").GetDouble(), Default("failover", "noProgress").GetDouble()));
        Assert.Equal(
            (trunk.SessionTimer.Expires.TotalSeconds, trunk.SessionTimer.Minimum.TotalSeconds), (Default("sessionTimer", "expires").GetDouble(), Default("sessionTimer", "minSe").GetDouble()));
        Assert.Equal((trunk.Media.RingWhileSearching, trunk.Media.RingAfter.TotalSeconds), (Default("media", "ringWhileSearching").GetBoolean(), Default("media", "ringAfter").GetDouble()));
        Assert.Equal(
            (trunk.Media.BeforeFirst.TotalSeconds, trunk.Media.AfterLast.TotalSeconds),
            (Default("media", "timeouts", "beforeFirst").GetDouble(), Default("media", "timeouts", "afterLast").GetDouble()));

        System.Text.Json.JsonElement Default(params string[] path) =>
            path.Aggregate(document.RootElement, (at, name) => Followed(at.GetProperty("properties").GetProperty(name))).GetProperty("default");

        System.Text.Json.JsonElement Followed(System.Text.Json.JsonElement node) =>
            node.TryGetProperty("$ref", out var there) ? document.RootElement.GetProperty("$defs").GetProperty(there.GetString()!["#/$defs/".Length..]) : node;
    }

    [Fact]
    public void The_program_checks_by_the_schemas_that_lie_in_the_folder()
    {
        foreach (var name in new[] { "trunk.schema.json", "routes.schema.json" })
        {
            using var stream = typeof(SbcConfigLoader).Assembly.GetManifestResourceStream(name);
            using var reader = new StreamReader(stream ?? throw new InvalidOperationException(name));
            Assert.Equal(File.ReadAllText(Path.Combine(SbcFolder.Shipped, "schema", name)), reader.ReadToEnd());
        }
    }

    [Fact]
    public void A_keyword_that_is_not_checked_is_not_let_pass() =>
        Assert.Throws<FormatException>(() => JsonSchema.Parse("""{ "type": "string", "format": "hostname" }"""u8));

    private static Written Read(string text)
    {
        var mistakes = new List<ConfigMistake>();
        var node = ConfigReader.Read("x", Encoding.UTF8.GetBytes(text), mistakes);
        Assert.Empty(mistakes);
        return node ?? throw new InvalidOperationException("No node.");
    }

    private static void AssertAgree(Written node, JsonSchema schema, string path)
    {
        var rule = schema.OneOf.Count > 0;
        if (!rule) Assert.Equal(schema.Properties.Keys.Where(k => k[0] != '$').Order().Prepend(path), node.Asked.Order().Prepend(path));
        foreach (var (name, child) in node.Members)
        {
            if (!schema.Properties.TryGetValue(name, out var property)) continue;
            if (property.Type == "object") AssertAgree(child, property, $"{path}.{name}");
            if (property.Items is { Type: "object", OneOf.Count: 0 } item) AssertAgree(child.Items[0], item, $"{path}.{name}[0]");
            if (property.Items is { OneOf.Count: > 0 } rules) Assert.All(child.Items.SelectMany(i => i.Asked), asked => Assert.Contains(asked, rules.Properties.Keys));
        }
    }
}
